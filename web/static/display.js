// A display: follows its event stream, keeps the last figures when the line drops, and says their
// age. Everything it shows was written by the server; this only puts it where it belongs.
"use strict";

const PATH = location.pathname;
const LAST = "press " + PATH; // in localStorage: the last event, and when the line was last alive
const SILENCE = 25000; // ms without a word until the line counts as dead; the server beats every 10 s
const LONGEST = 15000; // ms between two tries
const COUNTING = 600; // ms in which a figure counts up
const ANNOUNCE = 10000; // ms between two announcements to screen readers
const ALTERNATE = 8000; // ms for each language, where one scene stays
const still = matchMedia("(prefers-reduced-motion: reduce)");

let shown = JSON.parse(main().dataset.event);
let fits = shown; // the last event that belongs to the page as it stands
let heard = Date.now();
let stream, asked = 0, tries = 0, ended = false, looking = false;
let scene = 0, paused = false, turning, announcedAt = 0, announcing;

function main() { return document.querySelector("main"); }
function sections() { return [...document.querySelectorAll("section")]; }

// The line

function connect() {
  if (ended) return;
  stream?.close();
  asked = Date.now();
  stream = new EventSource(PATH + "/events");
  stream.onmessage = message => { alive(); show(JSON.parse(message.data)); };
  stream.addEventListener("beat", alive);
  stream.addEventListener("gone", end);
  stream.onerror = retry;
}

function alive() {
  heard = Date.now();
  tries = 0;
  keep();
  sayAge();
}

let retrying;
function retry() {
  stream?.close(); // after an answer that is no stream the browser would never try again
  if (ended || retrying) return;
  const wait = Math.min(LONGEST, 500 * 2 ** tries++) * (0.75 + Math.random() / 2);
  retrying = setTimeout(() => { retrying = null; probe(); connect(); }, wait);
}

// An address that has ended answers 404 with a word of our own: a hotel's Wi-Fi may answer anything.
async function probe() {
  const answer = await fetch(PATH, { cache: "no-store" }).catch(() => null);
  if (answer?.status === 404 && answer.headers.get("X-Press") === "gone") end();
}

function watchLine() {
  if (Date.now() - Math.max(heard, asked) > SILENCE) retry();
  sayAge();
}

let lost = false;
function sayAge() {
  const seconds = Math.round((Date.now() - heard) / 1000);
  const away = stream?.readyState !== EventSource.OPEN && (tries > 0 || !navigator.onLine);
  for (const line of document.querySelectorAll(".away")) {
    line.hidden = !away;
    if (!away) continue;
    const language = line.closest("section").lang;
    line.textContent = line.dataset.away.replace("{when}", ago(seconds, language));
  }
  if (away && !lost) tell(document.querySelector("section:not([hidden]) .away")?.textContent);
  lost = away;
}

function ago(seconds, language) {
  const [size, unit] = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]]
    .find(([size]) => seconds >= size) ?? [1, "second"];
  return new Intl.RelativeTimeFormat(language).format(-Math.floor(seconds / size), unit);
}

// What is shown

function show(event) {
  const before = shown;
  shown = event;
  if (event.look !== main().dataset.look) return look();
  fits = event;
  keep();
  for (const place of document.querySelectorAll("[data-say]")) {
    const text = event.say[place.dataset.say];
    if (text === undefined || place.textContent === text) continue;
    if (place.parentElement.hasAttribute("data-count")) countUp(place, before.signatures, text);
    else place.textContent = text;
  }
  for (const place of document.querySelectorAll("[data-set]")) {
    const [attribute, name] = place.dataset.set.split(" ");
    place.setAttribute(attribute, event.set[name]);
  }
  announce();
}

function countUp(place, from, text) {
  const to = shown.signatures, began = performance.now();
  if (still.matches || to <= from || place.closest("section").hidden) {
    place.textContent = text;
    return;
  }
  const written = new Intl.NumberFormat(place.closest("section").lang + "-US");
  const step = now => {
    if (shown.signatures !== to) return; // a newer figure counts on
    const part = Math.min(1, (now - began) / COUNTING);
    const eased = 1 - (1 - part) ** 3;
    place.textContent = part < 1 ? written.format(Math.round(from + (to - from) * eased)) : text;
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function announce() {
  if (announcing) return;
  announcing = setTimeout(() => {
    announcing = null;
    announcedAt = Date.now();
    tell(shown.say[document.documentElement.lang + ".announce"]);
  }, Math.max(1000, announcedAt + ANNOUNCE - Date.now()));
}

function tell(text) {
  const line = document.querySelector(".announced");
  if (line) [line.lang, line.textContent] = [document.documentElement.lang, text ?? ""];
}

// Another page belongs to this event (a scene, a language, a theme …): put it in this one's place.
// Only that one: where the line drops, the worker answers with a page kept hours ago.
async function look() {
  if (looking) return;
  looking = true;
  for (let wait = 300; !ended; wait = Math.min(LONGEST, 2 * wait)) {
    const page = await load();
    if (page?.querySelector("main")?.dataset.look === shown.look) {
      put(page);
      break;
    }
    await new Promise(done => setTimeout(done, wait * (0.75 + Math.random() / 2)));
  }
  looking = false;
  if (!ended) show(shown);
}

async function load() {
  const answer = await fetch(PATH, { cache: "no-cache" }).catch(() => null);
  if (answer?.headers.get("X-Press") !== "display") return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(page) {
  const script = each => each.querySelector("script")?.getAttribute("src");
  if (script(page) !== script(document)) return location.reload(); // the server was upgraded
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dataset.theme = page.documentElement.dataset.theme;
  document.title = page.title;
  document.body.className = page.body.className;
  main().replaceWith(page.querySelector("main"));
  begin();
  save();
}

// Scenes

function begin() {
  scene = 0;
  turn(0);
  const button = document.querySelector(".pause");
  if (button) {
    button.hidden = !period();
    button.textContent = paused ? button.dataset.resume : button.dataset.pause;
    button.onclick = pause;
  }
}

// Each scene's time; where the first one stays, that of its languages; 0: nothing turns.
function period() {
  const seconds = Number(main().dataset.seconds);
  if (seconds) return sections().length > 1 ? seconds * 1000 : 0;
  return staying().length > 1 ? ALTERNATE : 0;
}

// The sections that take turns.
function staying() {
  const all = sections();
  if (Number(main().dataset.seconds)) return all;
  return all.filter(each => each.dataset.scene === all[0].dataset.scene);
}

function turn(steps) {
  clearTimeout(turning);
  const those = staying();
  if (!those.length) return;
  scene = (scene + steps + those.length) % those.length;
  for (const each of sections()) each.hidden = each !== those[scene];
  document.documentElement.lang = those[scene].lang;
  if (period() && !paused) turning = setTimeout(() => turn(1), period());
}

function pause() {
  paused = !paused;
  const button = document.querySelector(".pause");
  if (button) button.textContent = paused ? button.dataset.resume : button.dataset.pause;
  turn(0);
}

addEventListener("keydown", event => {
  if (event.target.closest?.("button")) return;
  if (event.key === " ") { event.preventDefault(); pause(); }
  if (event.key === "ArrowRight") turn(1);
  if (event.key === "ArrowLeft") turn(-1);
});

// A laptop at a lectern would go to sleep. Refused where it may not: then the screen decides.

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try { await navigator.wakeLock?.request("screen"); } catch { /* on battery, or not allowed */ }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

// What is kept for a reload without a network

function keep() {
  try { localStorage.setItem(LAST, JSON.stringify({ event: fits, heard })); } catch { /* full, or off */ }
}

function kept() {
  try { return JSON.parse(localStorage.getItem(LAST)); } catch { return null; }
}

async function save() {
  if (!("caches" in window) || !navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(main().dataset.worker, { scope: "/press/" });
    const cache = await caches.open("press");
    const files = [...document.querySelectorAll("script[src], link[rel=stylesheet]")];
    await cache.addAll([PATH, ...files.map(each => each.src || each.href)]);
  } catch { /* no network just now, or not allowed: the next page is kept */ }
}

async function end() {
  if (ended) return; // the stream and the answer may both say so
  ended = true;
  stream?.close();
  try { localStorage.removeItem(LAST); } catch { /* off */ }
  clearTimeout(turning);
  clearInterval(watching);
  const text = sections().map(each => [each.lang, each.dataset.gone]);
  document.body.className = "ended";
  // Spread first: an iterator has a map() of its own only in browsers of 2024 and later.
  main().replaceChildren(...[...new Map(text)].map(([language, words]) => {
    const line = document.createElement("h1");
    [line.lang, line.textContent] = [language, words];
    return line;
  }));
  if ("caches" in window) await (await caches.open("press")).delete(PATH);
}

// A page out of the cache may be older than the last event.
const last = kept();
begin();
if (last && last.event.version > shown.version) {
  heard = last.heard;
  if (last.event.look === main().dataset.look) show(last.event);
} else if (last && last.event.version === shown.version) heard = last.heard;
const watching = setInterval(watchLine, 1000);
addEventListener("online", () => { tries = 0; connect(); });
addEventListener("offline", sayAge);
connect();
save();
