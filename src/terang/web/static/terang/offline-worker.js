/* The service worker of Terang. self.TERANG (addresses, files, version) stands in front, written by the server.
   It keeps the page for recording without a network, in every language, and its files, and nothing personal: no other
   page is stored. */
"use strict";

const { version, page, pages, files, queue: queueFile } = self.TERANG;
const CACHE = `terang-${version}`;
importScripts(queueFile);
const queue = self.terangQueue;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

async function keepShell() {
  const cache = await caches.open(CACHE);
  /* Without cookies: the page as everybody gets it. */
  await cache.addAll([...Object.values(pages), ...files].map((url) => new Request(url, { credentials: "omit", cache: "no-cache" })));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

async function dropOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("terang-") && name !== CACHE).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === page) {
    event.respondWith(language().then((spoken) => kept(request, pages[spoken])));
  } else if (files.includes(url.pathname)) {
    event.respondWith(kept(request, url.pathname));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => Response.redirect(page)));
  }
});

async function kept(request, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) || fetch(request);
}

/* Of whoever used this phone last, else the first. */
async function language() {
  const now = await queue.known().catch(() => undefined);
  return now ? now.language : Object.keys(pages)[0];
}

self.addEventListener("sync", (event) => {
  if (event.tag === "terang-send") event.waitUntil(sendOrTryAgain());
});

/* The browser calls again later when this fails. */
async function sendOrTryAgain() {
  if ((await queue.send(self.TERANG)) === "offline") throw new Error("offline");
}

self.addEventListener("message", (event) => {
  const { type, account } = event.data;
  const [port] = event.ports;
  const acts = {
    visit: () => queue.visited(account, self.TERANG),
    send: () => queue.send(self.TERANG),
    count: () => queue.unsent(account),
    forget: () => queue.forget(account),
  };
  if (!acts[type]) return;
  event.waitUntil(acts[type]().then((result) => port && port.postMessage(result)));
});
