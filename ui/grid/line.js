// One line of the sheet: its fields, what became of it, and what is said about it.

const TEXTS = ["first_name", "last_name", "email", "phone", "street", "zip"]
const COLUMNS = [...TEXTS, "may_contact", "ward"]
const MODES = { email: "email", phone: "tel", zip: "numeric", ward: "numeric" }

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// Not crypto.randomUUID: a browser has it on HTTPS only.
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("")

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

class Line {
  constructor(grid, number, kept = {}) {
    this.grid = grid
    this.number = number
    this.id = kept.id ?? newId()
    this.attempt = kept.attempt ?? 0
    this.state = "open" // open → sent → saved, or open again with what was refused
    this.fields = {}
    this.slots = {}
    const row = make("tr", {}, make("th", { scope: "row", textContent: number }))
    for (const column of COLUMNS) row.append(this.cell(column, kept[column]))
    this.status = make("td", { className: "status" })
    row.append(this.status)
    this.notes = make("td", { colSpan: COLUMNS.length + 1 })
    this.notesRow = make("tr", { className: "notes", hidden: true }, make("td"), this.notes)
    this.body = make("tbody", { className: "line" }, row, this.notesRow)
    this.body.addEventListener("input", () => grid.changed(this))
    this.show()
  }

  cell(column, value) {
    const words = this.grid.words
    const checkbox = column === "may_contact"
    const field = make("input", { type: checkbox ? "checkbox" : "text", autocomplete: "off" })
    field.setAttribute("aria-label", filled(words.field, { field: words[column], n: this.number }))
    if (MODES[column]) field.inputMode = MODES[column]
    if (checkbox) field.checked = value === true
    else field.value = value ?? ""
    const slot = make("span", { className: "problem", id: `${this.id}-${column}`, hidden: true })
    field.setAttribute("aria-describedby", slot.id)
    this.fields[column] = field
    this.slots[column] = slot
    const name = make("span", { className: "name", textContent: words[column] })
    return make("td", { className: column }, make("label", {}, name, field), slot)
  }

  get blank() {
    return COLUMNS.every((column) =>
      column === "may_contact" ? !this.fields[column].checked : !this.fields[column].value.trim(),
    )
  }

  get unsaved() {
    return this.state !== "saved" && !this.blank
  }

  get values() {
    const values = { id: this.id, attempt: this.attempt, ready: this.state === "sent" }
    for (const column of COLUMNS) {
      const field = this.fields[column]
      values[column] = column === "may_contact" ? field.checked : field.value
    }
    return values
  }

  empty() {
    for (const column of COLUMNS) this.put(column, "")
    this.refuse({})
    this.show()
  }

  put(column, value) {
    const field = this.fields[column]
    if (column === "may_contact") {
      field.checked = this.grid.words.yes.includes(value.trim().toLowerCase())
    } else field.value = value.trim()
  }

  refuse(problems) {
    for (const column of COLUMNS) {
      const problem = problems[column] ?? ""
      this.slots[column].textContent = problem
      this.slots[column].hidden = !problem
      if (problem) this.fields[column].setAttribute("aria-invalid", "true")
      else this.fields[column].removeAttribute("aria-invalid")
    }
    this.problems = problems
    this.said = problems.line ?? ""
  }

  answer(result) {
    if (!result || result.attempt !== this.attempt || this.state !== "sent") return false
    this.result = result
    this.state = result.saved ? "saved" : "open"
    this.refuse(result.problems ?? {})
    this.show()
    return true
  }

  // What stands at the end of the line.
  show() {
    const { words } = this.grid
    const saved = this.state === "saved"
    this.body.dataset.state = this.state
    this.body.classList.toggle("blank", this.blank)
    for (const column of COLUMNS) {
      this.fields[column].readOnly = saved
      if (column === "may_contact") this.fields[column].disabled = saved
    }
    const notes = []
    if (saved) {
      this.status.replaceChildren(
        make("span", { className: "saved", textContent: `✓ ${words.saved}` }),
      )
      for (const hint of this.result.hints) notes.push(make("span", { textContent: hint }))
      if (this.result.again) {
        const apart = make("button", { type: "button", textContent: words.apart })
        apart.onclick = () => this.grid.setApart(this.result.saved)
        notes.push(apart)
      }
    } else if (this.state === "sent") {
      this.status.replaceChildren(make("span", { textContent: words.saving }))
    } else if (this.blank) {
      this.status.replaceChildren()
    } else {
      const save = make("button", { type: "button", textContent: words.save })
      save.setAttribute("aria-label", filled(words.field, { field: words.save, n: this.number }))
      save.onclick = () => this.grid.enter(this)
      this.status.replaceChildren(save)
      if (this.said) notes.push(make("span", { className: "problem", textContent: this.said }))
      for (const column of COLUMNS) {
        if (!this.problems?.[column]) continue
        const text = `${words[column]}: ${this.problems[column]}`
        const again = make("span", { className: "problem wide", textContent: text })
        again.setAttribute("aria-hidden", "true") // said at its field already
        notes.push(again)
      }
    }
    this.notes.replaceChildren(...notes)
    this.notesRow.hidden = !notes.length
  }
}
