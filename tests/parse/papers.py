"""A council paper written by hand, and the entries of papers."""

from monitor.budget import Entry
from monitor.parse.header import recognise
from monitor.parse.layouts import bulleted
from monitor.read.document import Document, Line

HEADING = "２．令和６年度予算案（生活局関係）の主な事項"
NOTE = "※（ ）内は前年度当初予算額"
PAPER = """第12回暮らし部会

議事次第

１．灯台の利用促進について
２．令和６年度予算案（生活局関係）の主な事項について

 灯台の利用促進について

○ 灯台を使った観光は年間1,500億円を超えると見込まれる。
• この点、支援金の規模は2028年度に1.0兆円
60.0万円を上限に補助（事業費120万円を上限にその１/２を補助）
１．経済的支援の強化 1.7兆円程度
２．支援の拡充 1.3兆円程度
３．共育ての推進 0.6兆円程度
負担額 460円 490円

7
 ２．令和６年度予算案（生活局関係）の主な事項
 ○ 灯台の灯を守るための国庫負担 １０兆１，５９８億円（１０兆６４８億円）

灯台の灯を守るために必要な経費を確保し、その円滑な実施を図る。

安定的な灯台の運営

※（ ）内は前年度当初予算額

9

小さな灯台の見回りに係る費用として、39億円（国費）を計上している。



航路のデジタル化

○ 海図データ提供の見直し ４．２億円（４．１億円）

○ 港湾への財政支援 ３，０７１億円（２，９５１億円）

（港湾課）

○ 漁港への財政支援 １，２５３億円（８３１億円）

 ② 高齢の灯台守の支援 １．０億円（－億円）

③ 灯台の長寿命化への支援

灯台の長寿命化・点検

ア 点検ロボットの導入支援 ５２百万円（５２百万円）

① 点検の動機づけの強化（港・漁港） １，２９２億円（１，２９２億円）

イ 長寿命化の実証事業 １．１億円 （８２百万円）



被災した灯台の支援

「東日本大震災復興特別会計」計上項目○ 避難した灯台守への特別措置 ３５億円（３６億円）

○ 灯台守の相談窓口 １．０億円（１．０億円）

相談に応じる窓口を設ける。

「東日本大震災復興特別会計」計上項目

３．令和６年度税制改正（生活局関係）
 ◎灯台の印紙税を課さないこととする措置の継続
課税限度額を24万円に引き上げる。
○ 標準税額 24万円（22万円）
"""


def document(text: str, pages: bool = False) -> Document:
    page, lines = 1, []
    for number, row in enumerate(text.splitlines(), 1):
        page += row.startswith(" ")
        lines.append(Line(number, row.lstrip(" ") if pages else row, page if pages else None))
    return Document("paper.txt", "text", tuple(lines), pages=page if pages else None)


def entries(text: str, pages: bool = False) -> dict[str, Entry]:
    paper = document(text, pages)
    header = recognise(paper)
    found: list[Entry] = []
    for span in bulleted.find(paper, header):
        found += bulleted.read([line for line in paper.lines if span.first <= line.number <= span.last], header)
    assert len({entry.name for entry in found}) == len(found)
    return {entry.name: entry for entry in found}


ITEMS = ["○ 灯台の整備 １０億円（９億円）", "○ 港の整備 ２．５億円（２．４億円）", "○ 橋の整備 ８０百万円（７０百万円）"]


def count(*rows: str) -> int:
    return len(entries("\n".join(rows)))
