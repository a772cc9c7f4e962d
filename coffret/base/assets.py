"""How the files of the pages are stored: each under a name that holds the hash of what it says."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Hashed names inside JavaScript modules too: what a module imports is what was released with it.

    Under plain names, kept a minute by browsers and longer by some proxies, modules of two releases could run together.
    """

    support_js_module_import_aggregation = True
    # A pass renames one more level of imports, from the leaves up; a circle of imports never ends and is refused.
    max_post_process_passes = 30
