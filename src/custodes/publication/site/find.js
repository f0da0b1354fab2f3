// Narrows a list of names as somebody types. Without it the list is whole.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const field = document.getElementById("find");
const said = document.getElementById("found");
const lines = [...document.querySelectorAll("#names li")].map((line) => [line, plain(line.textContent)]);

function narrow() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const [line, text] of lines) {
    line.hidden = !words.every((word) => text.includes(word));
    found += !line.hidden;
  }
  const all = lines.length.toLocaleString("en-GB");
  said.textContent = words.length ? `${found.toLocaleString("en-GB")} of ${all}` : "";
}

document.getElementById("ask").hidden = false;
field.addEventListener("input", narrow);
narrow(); // the browser may have kept what was typed
