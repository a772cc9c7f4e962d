"""IMG001-IMG075: what must be so of a picture.

Rules of target "picture" take a Case; their facts are words and whole numbers only, so that the browser's checker says
the same sentences. Each runs alone: the profile names those that apply (``norms.PROFILES``, ``norms.ALWAYS``).
The sentences say nothing of the file's name: whoever shows a finding shows the name beside (the finding's value).
"""

from coffret.images.rules import batch, content, diffusion, uses, words

__all__ = ["batch", "content", "diffusion", "uses", "words"]
