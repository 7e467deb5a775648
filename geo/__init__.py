"""Marsad: from news text to an evidence-backed map."""
