r"""Papers as PDF: fonts with rare characters, Chinese lines, sheets with their furniture, tables, marks, codes.

Knows nothing about pharmacies: words and facts come from the rooms.

    from desktop.documents.document import Document, Furniture
    from desktop.documents.faces import LIST_TITLE, Align
    from desktop.documents.tables import Column, Place, Table, draw_table

    furniture = Furniture(shop="样例市安和大药房有限公司", paper="处置登记簿", number="DB-7KQ4-003-X", status="有例外")
    with Document(path, furniture, title="处置登记簿") as paper:
        sheet = paper.sheet("处置登记簿", landscape=True)
        sheet.text(20, 27.5, "处置登记簿", LIST_TITLE)
        table = Table((Column("序", 7.5, Align.CENTRE), Column("载体与位置", 60), Column("数量", 20, Align.RIGHT)))
        rows = [("1", "收银电脑D盘\n机械硬盘", "18,204条")]
        draw_table(Place(sheet, 37), 20, table, rows, bottom=190, foot=lambda shown: f"本页{len(shown)}项。")
    digest = paper.digest

Millimetres from the top left; `y` of text is its baseline. The file appears when the block ends, whole or not at all.
"""
