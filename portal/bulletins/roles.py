"""The name under which a bulletin's PDF hangs on its page."""

PDF_ROLE = "bulletin_pdf"
