"""One tree of errors: everything Marsad raises on purpose descends from `GeoError`.

The tree::

    GeoError
    ├── InputError (ValueError)         a file or text that cannot be read as news
    │   ├── EmptyInputError
    │   ├── EncodingError
    │   ├── TooLargeError
    │   └── UnsupportedFormatError
    ├── SettingsError (ValueError)      a setting out of its range
    ├── GazetteerError (RuntimeError)   a gazetteer file missing, damaged or of an old format
    ├── LexiconError (RuntimeError)     the built lexicon is missing, damaged or stale
    ├── GeometryError (ValueError)      coordinates or shapes that make no sense
    ├── PlaceNotFoundError (LookupError) a name that a command needs and the gazetteer lacks
    ├── NetworkDisabledError (RuntimeError) an online look-up while the network is switched off
    ├── OnlineError (RuntimeError)      an online service or a download gave no usable answer
    ├── StoreError (RuntimeError)       the database cannot be opened, read or written
    └── ExportError (RuntimeError)      a map or file cannot be written

"Not found" inside the pipeline is a value (an empty candidate list, an unplaced
event with its reason); an exception means "could not work". A message says what
was wrong, quotes the value, and says what to do about it.
"""

from __future__ import annotations


class GeoError(Exception):
    """Root of all errors raised by Marsad."""


class InputError(GeoError, ValueError):
    """A file or text cannot be read as news."""


class EmptyInputError(InputError):
    """The input holds no text."""


class EncodingError(InputError):
    """The bytes are not text in an encoding that Marsad reads."""


class TooLargeError(InputError):
    """The input is larger than `Settings.max_input_bytes`."""


class UnsupportedFormatError(InputError):
    """The file type is not one that Marsad reads."""


class SettingsError(GeoError, ValueError):
    """A setting is out of its range."""


class GazetteerError(GeoError, RuntimeError):
    """The gazetteer file is missing, damaged or of another format version."""


class LexiconError(GeoError, RuntimeError):
    """The built lexicon is missing, damaged or does not fit its sources."""


class GeometryError(GeoError, ValueError):
    """Coordinates or shapes that make no sense."""


class PlaceNotFoundError(GeoError, LookupError):
    """A name that a command needs is not in the gazetteer."""


class NetworkDisabledError(GeoError, RuntimeError):
    """An online look-up was asked for while the network is switched off."""


class OnlineError(GeoError, RuntimeError):
    """An online service or a download gave no usable answer."""


class StoreError(GeoError, RuntimeError):
    """The database cannot be opened, read or written."""


class ExportError(GeoError, RuntimeError):
    """A map or data file cannot be written."""
