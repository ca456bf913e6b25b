"""What is sent to people: notices in the inbox and mails. A mail holds a number and a link, never a word."""

from __future__ import annotations

from django.core import mail

from intranet.inbox.models import Notification
from tests.leaks.canaries import codes_in
from tests.leaks.matrix import Matrix


def tellings(matrix: Matrix) -> None:
    """Every notice and every mail that the making of the records brought about."""
    by_user = {post.user_id: post for post in matrix.world.posts if post.user}
    by_address = {post.user.email: post for post in matrix.world.posts if post.user}
    with matrix.report.channel("notices"):
        for row in Notification.objects.all():
            post = by_user.get(row.recipient_id)
            for record in matrix.records:
                matrix.report.probe(record.kind.name)
                about = record.obj.pk == row.subject_id and record.obj._meta.label_lower == row.subject_kind
                about = about or any(needle in row.text for needle in record.needles)
                own = record.obj.pk == row.pk and record.kind.name == "notice"
                if not own and record.canary.code in codes_in(row.text.encode()):
                    matrix.report.leak(record.kind.name, post or row.recipient, "notice", f"words in {row.text!r}")
                if about and post and not record.kind.visible(post, record):
                    matrix.report.leak(record.kind.name, post, "notice", row.text)
                if about and post:
                    matrix.report.sighting(record.kind.name)
    with matrix.report.channel("mails"):
        for message in mail.outbox:
            text = f"{message.subject}\n{message.body}".encode()
            readers = [by_address[address] for address in message.to if address in by_address]
            for record in matrix.records:
                matrix.report.probe(record.kind.name)
                if getattr(record.obj, "email", None) in message.to:
                    continue  # the person's own invitation
                if record.canary.code in codes_in(text) or any(secret.encode() in text for secret in record.secrets):
                    matrix.report.leak(record.kind.name, ", ".join(message.to), "mail", "words of the record")
                named = any(needle.encode() in text for needle in record.all_needles)
                for post in readers if named else ():
                    if not record.kind.visible(post, record):
                        matrix.report.leak(record.kind.name, post, "mail", "the record's number")
                if named and readers:
                    matrix.report.sighting(record.kind.name)
