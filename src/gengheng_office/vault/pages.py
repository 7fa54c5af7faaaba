"""原件: brought in pieces, listed, given back as they came; each giving back is a line."""

import json

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from gengheng.values.errors import Overtaken, Refused
from gengheng_office.journal.write import noted
from gengheng_office.org.actions import actor
from gengheng_office.org.asked import address, me
from gengheng_office.org.queries import may
from gengheng_office.vault import actions
from gengheng_office.vault.models import Upload
from gengheng_office.vault.place import original_path
from gengheng_office.vault.queries import visible

SHOWN = 500


def _refusal(reasons: tuple[str, ...], status: int) -> JsonResponse:
    """Return the reasons to the script of the page."""
    return JsonResponse({"reasons": list(reasons)}, status=status)


def originals(request: HttpRequest) -> HttpResponse:
    """List the originals that a person may see."""
    found = visible(me(request))
    context = {
        "originals": found[:SHOWN], "count": found.count(), "piece": actions.PIECE,
        "may_bring": may(me(request), "file.receive"),
    }  # fmt: skip
    return render(request, "vault/originals.html", context)


@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """Begin a file, or go on with it; answers with its number and what has arrived."""
    try:
        said = json.loads(request.body)
        upload = actions.begin(
            me(request), str(said["name"]), int(said["size"]), str(said.get("changed", ""))
        )
    except (ValueError, KeyError, TypeError):
        return _refusal(("上传请求读不懂",), 400)
    except Refused as refused:
        return _refusal(refused.reasons, 403)
    return JsonResponse({"number": upload.pk, "received": upload.received})


@require_POST
def piece(request: HttpRequest, number: int) -> JsonResponse:
    """Take a piece; answers with what has arrived. X-Piece holds the SHA-256 of the piece."""
    upload = get_object_or_404(Upload, pk=number, sent_by=me(request))
    try:
        offset = int(request.GET.get("offset", ""))
        digest = request.headers.get("X-Piece", "")
        arrived = actions.add(me(request), upload, offset, request.body, digest)
    except ValueError:
        return _refusal(("上传请求读不懂",), 400)
    except Refused as refused:
        return _refusal(refused.reasons, 403)
    except Overtaken as overtaken:
        return _refusal((str(overtaken),), 409)
    return JsonResponse({"received": arrived})


@require_POST
def close(request: HttpRequest, number: int) -> JsonResponse:
    """Keep a file that has arrived whole; answers with its digest and whether it is new."""
    upload = get_object_or_404(Upload, pk=number, sent_by=me(request))
    try:
        original, new = actions.close(me(request), address(request), upload)
    except Refused as refused:
        return _refusal(refused.reasons, 403)
    return JsonResponse({"sha256": original.sha256, "new": new})


def original(request: HttpRequest, sha256: str) -> FileResponse:
    """Give an original back, byte by byte as it came."""
    one = get_object_or_404(visible(me(request)), pk=sha256)
    noted(actor(me(request), address(request)), "导出原件", f"原件 {sha256[:12]}", one.name)
    return FileResponse(original_path(sha256).open("rb"), as_attachment=True, filename=one.name)
