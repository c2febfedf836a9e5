"""The mails of the demo's day, in order: who writes what at which hour, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One mail. `login` is the account it is sent with, empty for mail that proves nothing of its sender.

    `answers` is a part of the subject of the letter that the sender replies to, by the rules of a mail client.
    """

    at: str
    title: str
    sender: str
    login: str
    subject: str
    text: str
    answers: str = ""
    headers: tuple[tuple[str, str], ...] = ()


SCENES = (
    Scene(
        at="09:12",
        title="A registered contact asks before opening time: a case, with reply-by times in business hours",
        sender="yamada@client.example",
        login="yamada",
        subject="帳票の印刷設定について",
        text="例示サポート 御中\n\n請求書の帳票を A5 で印刷する設定方法を教えてください。\n\n"
        "よろしくお願いいたします。\n山田",
    ),
    Scene(
        at="10:03",
        title="The staff member answers by pressing Reply in a mail client; the customer sees only the desk",
        sender="suzuki@vendor.example",
        login="suzuki",
        subject="",
        answers="帳票の印刷設定",
        text="山田様\n\nお世話になっております。鈴木です。\n"
        "印刷の画面で「用紙」から A5 をお選びください。\nご不明な点がございましたら、お知らせください。",
    ),
    Scene(
        at="10:40",
        title="The contact replies: it joins the same case, and staff get it in the same thread",
        sender="yamada@client.example",
        login="yamada",
        subject="",
        answers="帳票の印刷設定",
        text="ご回答ありがとうございます。A5 で印刷できました。\n余白も変更できますか。",
    ),
    Scene(
        at="11:15",
        title="【緊急】: the business stands still; the rules see it, and the acknowledgement asks for a call",
        sender="yamada@client.example",
        login="yamada",
        subject="【緊急】受注画面にログインできない",
        text="今朝から全員が受注画面にログインできない状態で、業務が停止しています。",
    ),
    Scene(
        at="11:20",
        title="A contact abroad, in English and in London time",
        sender="doe@overseas.example",
        login="doe",
        subject="How do I export the order list?",
        text="Hello,\n\nHow do I export the order list as CSV?\n\nKind regards,\nJane",
    ),
    Scene(
        at="13:30",
        title="A colleague who is not registered is told to ask through the contact; no case is opened",
        sender="tanaka@client.example",
        login="tanaka",
        subject="パスワードの変更について",
        text="パスワードの変更方法を教えてください。\n田中",
    ),
    Scene(
        at="13:45",
        title="Somebody writes in the contact's name without any proof: held; only staff are told",
        sender="yamada@client.example",
        login="",
        subject="至急：振込先の変更",
        text="振込先の口座を変更しましたので、ご対応ください。",
    ),
    Scene(
        at="14:02",
        title="A stranger: held in silence, as this desk has chosen",
        sender="sales@stranger.example",
        login="",
        subject="Grow your business",
        text="Dear Sir or Madam, we offer the best leads.",
    ),
    Scene(
        at="15:00",
        title="An out-of-office reply is noted on its case and answered by nobody",
        sender="yamada@client.example",
        login="yamada",
        subject="",
        answers="受注画面",
        headers=(("Auto-Submitted", "auto-replied"),),
        text="本日は終日外出しております。明日以降にご返信いたします。",
    ),
    Scene(
        at="16:20",
        title="A command alone: the case is resolved; nothing goes to the customer, staff get a receipt",
        sender="suzuki@vendor.example",
        login="suzuki",
        subject="",
        answers="受注画面",
        text="#解決",
    ),
)
