"""The notices of museums, seen from the workshop: lists, forms, versions."""
