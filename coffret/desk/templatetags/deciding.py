"""What the pages of a submission show of its decisions."""

from django import template

from coffret.desk.submissions.panel import Panel, panel
from coffret.submissions.models import Submission

register = template.Library()


@register.simple_tag(takes_context=True)
def deciding_panel(context: template.Context, submission: Submission) -> Panel:
    """Return what whoever reads may decide of a submission."""
    return panel(context["request"].user, submission)
