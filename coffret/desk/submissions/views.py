"""The file handed in, given back."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from coffret.desk.guards import members
from coffret.desk.submissions.seeing import visible_submission
from coffret.submissions import actions


@require_GET
@members
def original(request: HttpRequest, number: int) -> FileResponse:
    """Give back the file handed in, byte for byte."""
    submission = visible_submission(request, number)
    return FileResponse(
        actions.original(submission),
        as_attachment=True,
        filename=submission.file_name,
        content_type="application/octet-stream",
    )
