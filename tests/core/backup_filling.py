"""What a backup test's installation holds: entries, messages, blobs, media, an encrypted field. Run by path
in a process of that installation; prints the hash of what matters."""

FILL = """
    import hashlib, sys
    from pathlib import Path
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone
    from core.audit.heads import note_head
    from core.audit.services import AuditDraft, record_many
    from core.files import blobs
    from core.outbox.services import MessageDraft, emit_many
    from core.units.actors import SYSTEM
    from core.units.models import User
    with transaction.atomic():
        record_many(AuditDraft(action="filled", by=SYSTEM, data={"n": n}) for n in range(300))
        emit_many(MessageDraft("probe.none", {"n": n}) for n in range(50))
        User.objects.create(username="someone", display_name="某人")
    for number in range(40):
        blobs.write(f"blob {number}".encode() * 1000)
    media = Path(settings.MEDIA_ROOT) / "images"
    media.mkdir(parents=True, exist_ok=True)
    (media / "picture.txt").write_text("a rendition")
    (Path(settings.FILES_ROOT) / "incoming-half").write_bytes(b"half an upload")
    note_head(timezone.now())
"""
# Writes until killed, a row a time: a backup must not wait for it and must not be torn by it.
WRITE_ON = """
    import time
    from django.db import transaction
    from core.audit.services import record
    from core.outbox.services import emit
    from core.units.actors import SYSTEM
    n = 0
    while True:
        with transaction.atomic():
            emit("probe.pair", {"n": n})
            record(action="pair", by=SYSTEM, data={"n": n})
        n += 1
        if n == 5:
            print("writing", flush=True)
"""
STATE = """
    import json
    from django.conf import settings
    from pathlib import Path
    from core.audit.models import AuditEntry
    from core.outbox.models import OutboxMessage
    from core.units.models import User
    files = sorted(str(path.relative_to(settings.DATA_DIR)) for top in (settings.FILES_ROOT, settings.MEDIA_ROOT)
                   for path in Path(top).rglob("*") if path.is_file() and not path.name.startswith((".", "incoming")))
    print(json.dumps({
        "entries": AuditEntry.objects.filter(action__in=("filled", "pair")).count(),
        "backups": AuditEntry.objects.filter(action="operations.backup").count(),
        "pairs": AuditEntry.objects.filter(action="pair").count(),
        "messages": OutboxMessage.objects.filter(topic="probe.none").count(),
        "pair_messages": OutboxMessage.objects.filter(topic="probe.pair").count(),
        "users": list(User.objects.values_list("username", flat=True)),
        "files": files,
        "last": AuditEntry.objects.order_by("-number").values_list("action", flat=True).first(),
    }))
"""
