"""From names to places: ranked candidates with reasons, relative places as shapes, online look-up on request."""
