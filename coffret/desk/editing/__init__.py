"""Writing the site: lists, forms, acts, versions, checks."""
