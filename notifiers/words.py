"""What notifications call things, in Japanese and in English. Every key stands in both."""

from __future__ import annotations

LANGUAGES = ("ja", "en")

LABELS: dict[str, dict[str, str]] = {
    "ja": {
        "appeared": "新規",
        "disappeared": "終了",
        "withdrawn": "資料の取下げ",
        "returned": "載り直し",
        "decrease": "減額",
        "increase": "増額",
        "amount": "金額",
        "rate": "補助率",
        "unit_amount": "単価",
        "renamed": "名称変更",
        "moved": "移管",
        "split": "分割",
        "split_from": "分割により新設",
        "merged": "統合",
        "merged_into": "統合により終了",
        "flags": "区分",
        "restated": "前年度額の修正",
        "text": "説明文",
        "replaced": "差し替え",
    },
    "en": {
        "appeared": "New",
        "disappeared": "Ended",
        "withdrawn": "Withdrawn",
        "returned": "There again",
        "decrease": "Cut",
        "increase": "Increased",
        "amount": "Amount",
        "rate": "Subsidy rate",
        "unit_amount": "Unit amount",
        "renamed": "Renamed",
        "moved": "Moved",
        "split": "Split",
        "split_from": "Split off",
        "merged": "Merged",
        "merged_into": "Merged into another",
        "flags": "Badges",
        "restated": "Prior year restated",
        "text": "Description",
        "replaced": "Replaced document",
    },
}
"""What happened to a measure, by kind, in the order of the summary line; an amount is a cut or an increase where that is known.

Of a split and a merge the parts are told apart from the whole: what began by a split, what ended by a merge.

`replaced` counts the measures whose change comes from a document that was replaced without notice.
"""

RELATIONS: dict[str, dict[str, str]] = {
    "ja": {
        "renamed_from": "名称変更（旧称）",
        "split_from": "分割元",
        "split_into": "分割先",
        "merged_into": "統合先",
        "merged_from": "統合元",
        "moved_from": "移管元",
        "moved_to": "移管先",
    },
    "en": {
        "renamed_from": "Renamed from",
        "split_from": "Split off from",
        "split_into": "Split into",
        "merged_into": "Merged into",
        "merged_from": "Merged from",
        "moved_from": "Moved from",
        "moved_to": "Moved to",
    },
}
"""What a measure came from or went into (storage.lineage.Relation)."""

BASES: dict[str, dict[str, str]] = {
    "ja": {"year": "前年度との比較", "stage": "前の段階との比較", "revision": "公表資料の差し替え"},
    "en": {
        "year": "against the year before",
        "stage": "against the stage before",
        "revision": "published document replaced",
    },
}

REVISIONS: dict[str, dict[str, str]] = {
    "ja": {
        "withdrawn": "公表資料の取下げ",
        "returned": "公表資料が載り直しました（先にお知らせした取下げの訂正）",
        "correction": "当方の読み取りの訂正",
    },
    "en": {
        "withdrawn": "published document taken down",
        "returned": "the document is there again (corrects the withdrawal told before)",
        "correction": "correction of our own reading",
    },
}
"""Revisions that are no replacement: the document is there no more; it is there again after all; it is what it was, and was read
wrongly."""

WORDS: dict[str, dict[str, str]] = {
    "ja": {
        "site": "予算ウォッチ",
        "title": "予算の変化のお知らせ",
        "unit": "件",
        "period": "{since} から {until} までに見つかった変化",
        "between": "、",
        "arrow": "→",
        "nothing": "（なし）",
        "other_ministries": "府省庁不明",
        "breakdown": "内訳",
        "formerly": "旧称",
        "net": "通算",
        "unchanged_net": "元に戻りました",
        "page": "資料 {page}ページ",
        "document": "資料",
        "before_page": "前の資料 {page}ページ",
        "before_document": "前の資料",
        "measure_page": "この施策の推移",
        "captures": "読み取った原本",
        "dot": "・",
        "more": "ほか{count}件の施策に変化があります。すべての変化を見る",
        "why": "{address} あてに、登録された条件に合う予算の変化をお送りしています。",
        "unsubscribe": "配信を停止する",
        "precision": "金額は公表資料の表示単位によります。必ず原本をご確認ください。",
        "and_more": "ほか",
        "unchecked": "しばらく確認できていない情報源（この間の変化は、まだお知らせできていません）",
        "unchecked_since": "{name}：{since} から",
        "never_checked": "{name}：まだ一度も確認できていません",
        "more_unchecked": "ほか{count}件",
        "sources_page": "情報源の状況",
    },
    "en": {
        "site": "yosan-watch",
        "title": "Changes in the Japanese government's budget",
        "unit": "",
        "period": "Noticed from {since} to {until}",
        "between": ", ",
        "arrow": "→",
        "nothing": "(none)",
        "other_ministries": "Ministry not known",
        "breakdown": "breakdown",
        "formerly": "formerly",
        "net": "Net",
        "unchanged_net": "back to where it was",
        "page": "document, page {page}",
        "document": "document",
        "before_page": "document before, page {page}",
        "before_document": "document before",
        "measure_page": "history of this measure",
        "captures": "Originals that were read",
        "dot": " · ",
        "more": "{count} more measures have changed. See every change",
        "why": "Sent to {address} because these budget changes match what was subscribed to.",
        "unsubscribe": "Unsubscribe",
        "precision": "Amounts are as precise as the published documents print them. Please check the original.",
        "and_more": "and more",
        "unchecked": "Not checked for a while (what changed there since is not told yet)",
        "unchecked_since": "{name}: since {since}",
        "never_checked": "{name}: never checked yet",
        "more_unchecked": "{count} more",
        "sources_page": "How the sources are",
    },
}


def language_of(wanted: str) -> str:
    """The language that is spoken to a subscriber: the wanted one, or Japanese when we do not have it."""
    return wanted if wanted in LANGUAGES else "ja"
