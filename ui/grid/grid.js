// The lines of a paper sheet, typed without waiting for anybody: a line goes to the server when it
// is left for another one or Enter is pressed, and the answer shows beside it whenever it comes.

const LEAST_LINES = 5
const MOST_PASTED = 1000

const grids = new WeakMap()

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  let grid = grids.get(parentElement)
  if (!grid) {
    grid = new Grid(parentElement.querySelector(".grid"), data)
    grids.set(parentElement, grid)
  }
  grid.send = (lines) => setStateValue("lines", lines)
  grid.setApart = (signature) => setTriggerValue("apart", signature)
  grid.hear(data)
}

class Grid {
  constructor(root, data) {
    this.words = data.words
    this.lines = []
    const heads = COLUMNS.map((column) =>
      make("th", { scope: "col", className: column, textContent: this.words[column] }),
    )
    this.table = make("table")
    const corner = make("th", { scope: "col", textContent: this.words.line })
    const end = make("th", { scope: "col", className: "status", textContent: this.words.status })
    const head = make("thead", {}, make("tr", {}, corner, ...heads, end))
    this.voice = make("p", { className: "voice" })
    this.voice.setAttribute("role", "status")
    this.question = make("div", { className: "question", hidden: true })
    this.question.setAttribute("role", "alert")
    this.table.append(head)
    root.replaceChildren(this.question, this.table, this.voice)
    for (const kept of data.kept) this.add(kept)
    for (const line of this.lines) {
      line.said = this.words.kept
      line.show()
    }
    this.makeRoom()
    this.table.addEventListener("keydown", (event) => this.pressed(event))
    this.table.addEventListener("focusin", (event) => {
      const { line, column } = this.at(event.target)
      if (!line) return
      const likely = column === "ward" && this.proposeWards(line)
      if (likely) this.voice.textContent = filled(this.words.likely, { wards: likely })
      this.entered(line)
    })
    this.table.addEventListener("focusout", (event) => {
      if (!this.table.contains(event.relatedTarget)) this.tell({ typed: true })
    })
    this.table.addEventListener("paste", (event) => this.pasted(event))
    window.addEventListener("beforeunload", (event) => {
      if (this.table.isConnected && this.lines.some((each) => each.unsaved)) event.preventDefault()
    })
  }

  add(kept) {
    const line = new Line(this, this.lines.length + 1, kept)
    this.lines.push(line)
    this.table.append(line.body)
    return line
  }

  // There is always an empty line at the end.
  makeRoom() {
    while (this.lines.length < LEAST_LINES || !this.lines.at(-1).blank) this.add()
    let first = true
    for (const line of this.lines) {
      line.body.classList.toggle("later", line.blank && !first)
      if (line.blank) first = false
    }
  }

  at(element) {
    const line = this.lines.find((each) => each.body.contains(element))
    const column = line && COLUMNS.find((each) => line.fields[each] === element)
    return { line, column }
  }

  changed(line) {
    line.said = ""
    line.doubtful = false
    this.typed = true
    line.show()
    this.makeRoom()
    this.proposeWards(line)
  }

  // A ZIP proposes wards and decides none: they stand in the empty field, to be typed or not.
  proposeWards(line) {
    const saved = line.state === "saved"
    const likely = this.wards[line.fields.zip.value.trim().slice(0, 5)] ?? []
    line.fields.ward.placeholder = saved ? "" : likely.map(([ward]) => `${ward}?`).join(" ")
    return likely.map(([ward, share]) => `${ward} (${share} %)`).join(", ")
  }

  entered(line) {
    for (const other of this.lines) if (other !== line) this.commit(other)
    this.tell()
  }

  enter(line) {
    line.doubtful = line.asked = false
    this.commit(line)
    this.tell()
    this.focus(this.lines[this.lines.indexOf(line) + 1], "first_name")
  }

  commit(line) {
    if (line.blank || line.state !== "open" || line.doubtful || line.asked) return
    line.attempt += 1
    line.state = "sent"
    line.show()
    this.news = true
  }

  // Everything not saved yet goes along, so that nothing is lost if the session has ended.
  tell({ typed = false } = {}) {
    if (!this.news && !(typed && this.typed)) return
    this.news = this.typed = false
    this.send(this.lines.filter((line) => line.unsaved).map((line) => line.values))
  }

  hear(data) {
    this.words = data.words
    this.wards = data.wards
    this.left = data.left
    const answered = this.lines.filter((line) => line.answer(data.results[line.id]))
    answered.forEach((line) => this.proposeWards(line))
    for (const line of this.lines) {
      const apart = line.state === "saved" && data.results[line.id]
      if (apart && line.result.again && !apart.again) {
        line.result = apart
        line.show()
      }
    }
    const wrong = answered.filter((line) => line.state === "open")
    if (wrong.length) this.voice.textContent = filled(this.words.wrong, { n: wrong[0].number })
    else if (answered.length) this.voice.textContent = data.progress
  }

  focus(line, column) {
    if (!line) return
    line.fields[column].focus()
    if (column !== "may_contact") line.fields[column].select()
  }

  pressed(event) {
    const { line, column } = this.at(event.target)
    if (!column || event.isComposing) return
    const next = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (event.key === "Enter") this.enter(line)
    else this.focus(this.lines[this.lines.indexOf(line) + next], column)
  }

  pasted(event) {
    const { line, column } = this.at(event.target)
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n")
    if (!column || !/[\t\n]/.test(text.replace(/\n+$/, ""))) return
    event.preventDefault()
    let rows = cells(text)
    let places = COLUMNS.slice(COLUMNS.indexOf(column))
    const heads = rows[0].map((cell) => this.columnOf(cell))
    if (heads.filter(Boolean).length >= 2) {
      places = heads
      rows = rows.slice(1)
    }
    const beyond = rows.length > MOST_PASTED
    rows = rows.slice(0, MOST_PASTED)
    const waiting = this.lines.filter((each) => each.unsaved && each !== line).length
    const tooMany = rows.length > 1 && rows.length + waiting > this.left
    const pasted = []
    let index = this.lines.indexOf(line)
    for (const row of rows) {
      while (this.lines[index] && this.lines[index].state !== "open") index += 1
      const target = this.lines[index] ?? this.add()
      row.forEach((cell, n) => places[n] && target.put(places[n], cell))
      const extra = row.slice(places.length).filter((cell) => cell.trim()).length
      target.doubtful = extra > 0
      target.said = extra ? filled(this.words.columns, { n: row.length, most: places.length }) : ""
      pasted.push(target)
      target.show()
      this.proposeWards(target)
      if (!tooMany) this.commit(target)
      index += 1
    }
    if (beyond) {
      pasted.at(-1).said = filled(this.words.beyond, { most: MOST_PASTED })
      pasted.at(-1).show()
    }
    this.makeRoom()
    if (tooMany) return this.ask(pasted)
    this.tell()
    const open = this.lines.find((each) => each.said) ?? this.lines.find((each) => each.blank)
    this.focus(open, "first_name")
  }

  // More rows than the batch claims: nothing is saved before somebody says so.
  ask(pasted) {
    const held = pasted.filter((line) => line.state === "open")
    for (const line of held) line.asked = true
    const answer = (text, act) => {
      const button = make("button", { type: "button", textContent: text })
      button.onclick = () => {
        this.question.hidden = true
        for (const line of held) {
          line.asked = false
          act(line)
        }
        this.makeRoom()
        this.tell({ typed: true })
        this.focus(this.lines.find((each) => each.blank), "first_name")
      }
      return button
    }
    const text = filled(this.words.too_many, { n: pasted.length, left: Math.max(0, this.left) })
    this.question.replaceChildren(
      make("span", { textContent: text }),
      answer(this.words.save_all, (line) => this.commit(line)),
      answer(this.words.take_out, (line) => line.empty()),
    )
    this.question.hidden = false
    this.question.querySelector("button").focus()
  }

  columnOf(head) {
    const name = head.trim().toLowerCase()
    return COLUMNS.find((column) => this.words.heads[column].includes(name))
  }
}

// A copied block: tabs between cells, lines between rows; a cell with either stands in quotes.
function cells(text) {
  const rows = [[""]]
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const row = rows.at(-1)
    const cell = row.at(-1)
    if (quoted) {
      if (text[at] !== '"') row[row.length - 1] += text[at]
      else if (text[at + 1] === '"') row[row.length - 1] += text[(at += 1)]
      else quoted = false
    } else if (text[at] === '"' && cell === "") quoted = true
    else if (text[at] === "\t") row.push("")
    else if (text[at] === "\n") rows.push([""])
    else row[row.length - 1] += text[at]
  }
  return rows.filter((row) => row.some((cell) => cell.trim()))
}
