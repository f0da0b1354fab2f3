// Narrows a list of names as somebody types; where the list has several pages, all of it. Without it the list is whole.
const MOST = 200;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const field = document.getElementById("find");
const said = document.getElementById("found");
const list = document.getElementById("names");
const here = [...list.children];
let lines = list.dataset.all ? null : here.map((line) => [line, plain(line.textContent)]);

function lineOf([called, kind, address]) {
  const line = here[0].cloneNode(true);
  const link = line.querySelector("a");
  [link.textContent, link.href] = [called, list.dataset.base + address];
  line.querySelector("span").textContent = kind;
  return [line, plain(`${called} ${kind}`)];
}

async function narrow() {
  try {
    lines ??= (await (await fetch(list.dataset.all)).json()).map(lineOf);
  } catch {
    said.textContent = "The other names could not be loaded. Look through the pages of the list, or try again.";
    return;
  }
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  const found = lines.filter(([, text]) => words.every((word) => text.includes(word))).map(([line]) => line);
  list.replaceChildren(...(words.length ? found.slice(0, MOST) : here));
  said.textContent = words.length ? told(found.length) : "";
}

function told(found) {
  if (!found) return "No name has all of these. Try fewer words, or a part of one.";
  const [number, all] = [found, lines.length].map((count) => count.toLocaleString("en-GB"));
  return `${number} of ${all}${found > MOST ? `, the first ${MOST} below` : ""}`;
}

document.getElementById("ask").hidden = false;
field.addEventListener("input", narrow);
if (field.value) narrow(); // the browser may have kept what was typed
