"""What each command does, in words for staff: the list that `#help` sends."""

from __future__ import annotations

from mailbot.desk.command_words import Word

MEANINGS: dict[Word, tuple[str, str]] = {
    Word.NOTE: ("社内メモにします（お客様には送られません）", "keeps the mail as an internal note; nothing is sent"),
    Word.ASSIGN: ("担当者を決めます（名前を省くと自分）", "gives the case to somebody; without a name, to yourself"),
    Word.START: ("対応を開始します", "work on the case begins"),
    Word.NOTED: ("内容を確認したことを記録します", "records that the matter was noted"),
    Word.PRIORITY: ("優先度を変えます", "changes the priority"),
    Word.CATEGORY: ("区分を変えます", "changes the category"),
    Word.WAITING: (
        "お客様の返信を待ちます（目標の計測を止めます）",
        "waits for the customer; clocks that may pause do",
    ),
    Word.RESOLVE: ("解決済みにします", "the matter is resolved"),
    Word.CLOSE: ("終了します", "closes the case"),
    Word.NO_ANSWER: ("回答不要として終了します", "closes the case, as nothing needs to be answered"),
    Word.JOIN: (
        "社外の方を参加させます（アドレスを続けて書きます）",
        "lets a copied person take part; name their address",
    ),
    Word.FORECAST: (
        "回答できる日時を記録します（例：#見込み 12/3 15:00。大きく遅れる場合はお客様にもお知らせします）",
        "records when you will answer, like #forecast 12/3 15:00; the customer is told if it is late",
    ),
    Word.REPORT: (
        "続く文を中間報告としてお客様に送ります（文を省くと、お知らせした文案を送ります）",
        "sends the text below as an interim report; without a text, the draft that was suggested",
    ),
    Word.EXPLAIN: ("期限の求め方を送ります", "sends how each time was worked out"),
    Word.LEVEL: ("サービスレベルを変えます（例：#レベル A）", "changes the service level, like #level A"),
    Word.UNITS: ("この件で使う単位数を決めます（例：#単位 3）", "sets the units that the case takes, like #units 3"),
    Word.DEFECT: (
        "製品の不具合として、この件の単位を戻します",
        "the product was at fault: the units of the case are given back",
    ),
    Word.TIME: ("作業時間を記録します（例：#時間 40分）", "records time spent, like #time 40m"),
    Word.PHONE: (
        "電話で話したことを記録します（例：#電話 14:05。続く文は社内の記録になります）",
        "records a telephone call, like #phone 14:05; the text below is kept as a note",
    ),
    Word.SPLIT: (
        "別の件に分けます（新しい件名を続けて書きます。お客様にもお知らせします）",
        "makes a case of its own of a part; name its subject; the customer is told",
    ),
    Word.MERGE: (
        "この件を別の件にまとめます（番号を続けて書きます。お客様にもお知らせします）",
        "merges the case into another; name its number; the customer is told",
    ),
    Word.OUT_OF_SCOPE: (
        "対象外であることと、続く文の案内先をお客様に送ります",
        "tells the customer that it is out of scope; the text below says where to ask",
    ),
    Word.OPEN_FOR: (
        "お客様に代わって件を開きます（例：#代理 tanaka@client.jp 14:05。続く文が内容になります）",
        "opens a case for a customer, like #open-for tanaka@client.jp 14:05; the text below is the matter",
    ),
    Word.LIST: (
        "いまの状況の一覧を送ります（#一覧 自分、#一覧 保留 など）",
        "sends what is due, overdue, waiting and held; #list mine, #list held",
    ),
    Word.SEARCH: ("件を探します（言葉を続けて書きます）", "searches the cases for the words that follow"),
    Word.SHOW: ("件の記録を送ります", "sends the record of a case"),
    Word.ACCEPT: (
        "保留のメールを受け付けます（例：#許可 17）。番号がなければ、残数を超える対応を許可します",
        "lets a held mail in, like #accept 17; without a number, lets the case go beyond what was bought",
    ),
    Word.REFUSE: ("保留のメールを受け付けずに終えます（例：#拒否 17）", "ends a held mail, like #refuse 17"),
    Word.HELD: (
        "保留のメールの内容を送ります（例：#保留 17）。番号がなければ、保留の一覧を送ります",
        "sends the text of a held mail, like #held 17; without a number, the list of what is held",
    ),
    Word.SEND: (
        "保留した回答をこのまま送ります",
        "sends an answer that was held back, as it is",
    ),
    Word.APPROVE: ("承認待ちのものを送ります", "approves what waits for approval"),
    Word.UNDO: (
        "直前の指示や、まだ送っていない回答を取り消します",
        "takes back your last commands, or an answer that has not left yet",
    ),
    Word.INCIDENT: (
        "障害を登録します。続く行に、サービス、症状、発生、次報などを書きます（#障害 FLT-0001 で続報や復旧）",
        "opens a fault from the lines below (service, symptom, since, next); #incident FLT-0001 updates it",
    ),
    Word.INCIDENTS: ("障害の一覧を送ります（言葉を続けると探します）", "sends the faults, or those with the words"),
    Word.RELATE: ("この件を障害に関連づけます（例：#関連 FLT-0001）", "links the case to a fault: #relate FLT-0001"),
    Word.UNLINK: (
        "この件を障害から外します（例：#関連解除 FLT-0001。以後の続報は、この件には送られません）",
        "takes the case off a fault, whose news it gets no more: #unlink FLT-0001",
    ),
    Word.REASON: (
        "期限に間に合わなかった理由を記録します。お客様の月次報告書に載ります（例：#理由 部品の入荷待ち）",
        "why a time was missed, in the words of the customer's monthly report: #reason waiting for a part",
    ),
    Word.ANNOUNCE: (
        "お知らせの案を作り、送る前の確認を返します（#告知 メンテナンス など。#告知 状況 12 で配信状況）",
        "drafts an announcement and previews it: #announce maintenance; #announce status 12 tells how it went",
    ),
    Word.CONSENT: ("単位数の承諾を電話などで受けたことを記録します", "records that the customer agreed to the cost"),
    Word.ORDER: ("注文を登録します（例：#注文 C-1 10 PO-17）", "books an order, like #order C-1 10 PO-17"),
    Word.CONTACT: (
        (
            "契約の連絡先を追加します（例：#連絡先 C-1 追加。次の行に「山田 太郎 <yamada@client.jp> 管理 請求」。"
            "変更・削除は #連絡先 C-1 変更 アドレス、契約番号だけなら一覧）"
        ),
        (
            "adds a contact, like #contact C-1 add; next line: Taro Yamada <yamada@client.jp> admin billing "
            "(also change ADDRESS, remove ADDRESS; the contract alone lists)"
        ),
    ),
    Word.HELP: ("この一覧を送ります", "sends this list"),
}


def described(word: Word) -> dict[str, str]:
    """What a command does, in each language."""
    japanese, english = MEANINGS[word]
    return {"ja": japanese, "en": english}
