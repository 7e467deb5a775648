"""The web dashboard: Streamlit over `geo`."""
