// Brings a display back after a reload without a network: its last page, its style, its script.
"use strict";

const PATIENCE = 4000; // ms for a network that is there and says nothing

addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));
addEventListener("fetch", event => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/press/static/")) event.respondWith(file(event.request));
  else if (/^\/press\/[^/.]+$/.test(pathname)) event.respondWith(page(event.request, pathname));
});

async function file(request) {
  const cache = await caches.open("press");
  return (await cache.match(request)) ?? fetch(request);
}

// Only our own words count: a hotel's Wi-Fi may answer anything, and break off halfway.
async function page(request, pathname) {
  const cache = await caches.open("press");
  const known = await cache.match(pathname);
  if (!known) return fetch(request);
  const late = new Promise(done => setTimeout(done, PATIENCE));
  const answer = await Promise.race([whole(request), late]).catch(() => undefined);
  const word = answer?.headers.get("X-Press");
  if (word === "display") await cache.put(pathname, answer.clone());
  if (word === "gone") await cache.delete(pathname);
  return word ? answer : known;
}

async function whole(request) {
  const answer = await fetch(request);
  return answer.headers.has("X-Press") ? new Response(await answer.blob(), answer) : undefined;
}
