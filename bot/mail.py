"""E-mail by SMTP, where the environment names a server for it. Neither addresses nor words reach a log or an error."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from bot.errors import BotError
from bot.log import kind_of
from bot.settings import Settings

#: Seconds for each step with the server.
PATIENCE = 10
PORTS = {"smtp": 587, "smtps": 465}


class MailError(BotError):
    """The e-mail was not taken by the server; the text says what kind of failure it was."""

    retryable = True


def is_configured(settings: Settings) -> bool:
    """Return whether this installation can send e-mail."""
    return bool(settings.smtp_url)


def send(settings: Settings, *, to: str, subject: str, text: str) -> None:
    """Hand one plain e-mail to the server, encrypted where it offers that. MailError when it is not taken."""
    if not settings.smtp_url:
        raise MailError("SMTP_URL is not set, so no e-mail can be sent")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message.set_content(text)
    url = urlsplit(settings.smtp_url)
    try:
        with _connection(url) as server:
            _introduce(server, url)
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        # Its own words would repeat the address.
        raise MailError(f"the mail server did not take an e-mail: {kind_of(error)}") from None


def _connection(url: SplitResult) -> smtplib.SMTP:
    host, port = str(url.hostname), url.port or PORTS[url.scheme]
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=PATIENCE)


def _introduce(server: smtplib.SMTP, url: SplitResult) -> None:
    """Go over to an encrypted line where there is one, and sign in where SMTP_URL says how."""
    server.ehlo()
    is_encrypted = url.scheme == "smtps"
    if not is_encrypted and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        is_encrypted = True
    if not url.username:
        return
    if not is_encrypted:
        raise MailError("the mail server offers no encryption, so it is not given the password of SMTP_URL")
    server.login(unquote(url.username), unquote(url.password or ""))
