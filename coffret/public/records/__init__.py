"""Records and museums: pages, lists, searches."""
