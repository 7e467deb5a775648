"""Online look-up of place names, off by default: geopy's Nominatim, Photon and GeoNames behind one interface.

`services` asks and reads the answers, `answers` keeps them on disk and paces the requests of
all processes, `lookup` is the policy: what is asked, how often, and when to give up. geopy is not
even imported, and no socket opened, unless `Settings.online` is set.
"""

from geo.geocoding.online.lookup import LOOK_UP_FAILED, OnlineLookup, online_lookup

__all__ = ["LOOK_UP_FAILED", "OnlineLookup", "online_lookup"]
