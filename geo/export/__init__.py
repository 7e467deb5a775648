"""What leaves the house: maps, files for other tools, an article with its decisions explained."""
