"""What telephones and mail programs write below a mail of their own accord, in the languages that people use."""

from __future__ import annotations

import re

DEVICE_FOOTER = re.compile(
    r"\s*(?:(?:Sent|Envoyé|Gesendet|Von|Enviado|Inviato|Skickat|Sendt|Verzonden) (?:from|via|with|using|by|"
    r"depuis|mon|von|meinem|desde|de|"
    r"mi|dal|da|från|fra|vanaf|iPhone|iPad)\b.{0,80}|"
    r"(?:my |私の)?(?:iPhone|iPad|Android|Xperia|Galaxy|スマートフォン|スマホ|携帯電話?|Windows ?10?版?のメール|"
    r"Windows 版のメール|Mail for Windows|Outlook|"
    r"Yahoo!?メール|Gmail|au|ドコモ|docomo|SoftBank|Thunderbird)\S{0,20}(?:アプリ)?(?:から|より)の?(?:送信|"
    r"返信)(?:されました|しています|しました)?。?|"
    r"(?:Get|Download|Obtenir|Télécharger|Obtener|Descargar|Obter|Scarica|Ottieni|Holen Sie sich|Laden Sie|Download|"
    r"Hämta|Pobierz|获取|下载|取得) ?Outlook (?:for|pour|para|per|für|voor|för|dla) (?:iOS|Android|Mac).{0,120}|"
    r"(?:Outlook for (?:iOS|Android|Mac)|(?:iOS|Android|Mac) ?版 ?(?:の ?)?Outlook) ?を"
    r"(?:入手|ダウンロード|取得).{0,120}|"
    r"(?:Verstuurd|Verzonden) (?:vanaf|met|via) .{0,60}|Wysłan[eo] z .{0,60}|Enviado (?:do|a partir do|de) .{0,60}|"
    r"发自我的 ?.{0,40}|從我的 ?.{0,20}(?:傳送|寄出)|(?:나의 )?(?:iPhone|Galaxy|갤럭시|Android).{0,10}에서 보냄|"
    r"via (?:mobile|iPhone|Android)|Enviado desde mi .{0,60}|Envoyé de mon .{0,60})\s*$",
    re.IGNORECASE,
)
"""One line of it."""
