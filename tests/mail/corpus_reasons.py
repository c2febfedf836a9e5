"""Why some mails of the corpus are read otherwise than their projects expect, in the kinds that tell mails apart."""

from __future__ import annotations

_PERSON = "a person forwards a report: what a person sent is a person's mail, with the report inside it"
_AFTER_DATA = (
    "the project calls it filtered because the refusal came at DATA; the server says that no recipient was left"
)
_FILTERED = "the server's own words are that the user is unknown; the project takes that for a filter"
_ORIGINAL = "the project takes Original-Recipient; Final-Recipient is where it failed, as the other project expects"
_DISABLED = "the report says both, unknown and disabled; the reply of the server decides here"
FLUFL = "hard there: the report is final; here: the address is dead. This report does not say so"
"""For every report of flufl.bounce: its `permanent` is about the report, ours about the address."""

REASONS: dict[str, dict[str, str]] = {
    "reply": {
        "talon/html/test_unicode_in_reply_1.html": "the project expects HTML with entities; what a reader sees is text",
        "talon/signature/jeff_body.txt": "a name without any delimiter; told only by comparing with the sender's name",
        "talon/signature/short_url_body.txt": "closing words and a first name, no delimiter; more text, never less",
    },
    "bounce": {
        "sisimai/lhost-apachejames-01.eml": "the report names one digit more than the project expects",
        "sisimai/lhost-domino-03.eml": "the machine part and the text name different domains; the machine part counts",
        "sisimai/lhost-sendmail-14.eml": _PERSON,
        "sisimai/lhost-v5sendmail-01.eml": "the project expects a piece of the address; the whole one is named",
        "flufl.bounce/dsn_04.txt": _ORIGINAL,
        "flufl.bounce/dsn_17.txt": _ORIGINAL,
        "flufl.bounce/sendmail_01.txt": "the project counts the alias as a second recipient; one address failed",
        "flufl.bounce/yale_01.txt": "the report names no address of its own; the project puts two together from advice",
    },
    "hard": {
        "sisimai/lhost-amazonses-02.eml": _FILTERED,
        "sisimai/lhost-apachejames-01.eml": _FILTERED,
        "sisimai/lhost-exchange2003-04.eml": _FILTERED,
        "sisimai/lhost-ezweb-02.eml": _DISABLED,
        "sisimai/lhost-messagelabs-03.eml": "the server says only that it rejects; that is no proof of a dead address",
        "sisimai/lhost-messagingserver-03.eml": _FILTERED,
        "sisimai/lhost-messagingserver-06.eml": _FILTERED,
        "sisimai/lhost-sendmail-14.eml": _PERSON,
        "sisimai/lhost-sendmail-27.eml": _AFTER_DATA,
        "sisimai/lhost-sendmail-48.eml": _AFTER_DATA,
        "sisimai/rhost-apple-04.eml": "the server calls the address inactive; that may change, so it is not dead",
    },
    "not human": {"sisimai/lhost-sendmail-14.eml": _PERSON},
}


def reason_for(kind: str, name: str) -> str:
    """The reason for a miss, empty if there is none; `name` is the id of the expectation."""
    mail = name.partition("#")[0]
    return REASONS.get(kind, {}).get(mail, "") or (FLUFL if kind == "hard" and mail.startswith("flufl") else "")
