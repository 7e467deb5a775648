"""What has been read, kept: SQLite in a file by default, PostGIS for a team, the same code for both.

Writing a source again replaces its articles and events in one transaction, so that a
re-run leaves no trace of the former one. What an analyst decided (`Review`) is kept
apart under the event's id, is only ever added to, and survives re-runs.
"""

from geo.store.database import Store
from geo.store.query import Query
from geo.store.review import Review, StoredEvent, main_location

__all__ = ["Query", "Review", "Store", "StoredEvent", "main_location"]
