"""The content policy of every answer: nothing comes from elsewhere, nothing inline runs."""

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}


def policy(**changes: str) -> str:
    """Return the policy, some directives changed for one page: ``policy(frame_src="'self'")``."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in {**DIRECTIVES, **named}.items())
