// The page of the server: a text is pasted or dropped, and the answer is shown like a report.

function listenForm() {
  $('form').hidden = !data.live;
  if (!data.live) return;
  for (const name of ['jsonl', 'xlsx']) {
    $(name).hidden = false;
    $(name).addEventListener('click', () => { exportRows(name); });
  }
  const form = $('form').querySelector('form');
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    readDocuments([{doc_id: 'text', text: $('pasted').value, ...($('published').value && {published: $('published').value})}]);
  });
  $('example').addEventListener('click', () => {
    $('pasted').value = word('sample');
    $('published').value = '2022-06-15';
  });
  $('file').addEventListener('change', () => { readFile($('file').files[0]); });
  for (const name of ['dragover', 'dragleave', 'drop']) {
    $('form').addEventListener(name, (drag) => {
      drag.preventDefault();
      $('form').classList.toggle('over', name === 'dragover');
      if (name === 'drop' && drag.dataTransfer.files[0]) readFile(drag.dataTransfer.files[0]);
    });
  }
}

function say(message, bad = false) {
  $('message').textContent = message;
  $('message').className = bad ? 'bad' : '';
}

// Asks the server; what it refuses, it explains in one line.
async function ask(path, options) {
  const answer = await fetch(path, {method: 'POST', ...options});
  if (answer.ok) return answer;
  let reason = answer.statusText;
  try {
    reason = (await answer.json()).error ?? reason;
  } catch { /* no JSON: the status has to do */ }
  throw new Error(reason);
}

const asJson = (body) => ({headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});

async function busy(work) {
  const button = $('form').querySelector('button.main');
  button.disabled = true;
  say(word('working'));
  try {
    await work();
  } catch (error) {
    say(word('failed', {error: error.message}), true);
  } finally {
    button.disabled = false;
  }
}

let asked = [];

function readDocuments(documents) {
  return busy(async () => {
    const found = await (await ask('report', asJson({documents}))).json();
    asked = documents;
    const failed = found.filter((document) => document.error);
    data.documents = found.flatMap(({document}) => document ?? []);
    renew();
    if (failed.length) say(word('failed', {error: failed.map((document) => `${document.doc_id}: ${document.error}`).join('; ')}), true);
    else say(rows.length ? '' : word('nothing_found'));
  });
}

function readFile(file) {
  return busy(async () => {
    const body = await file.arrayBuffer();
    const name = encodeURIComponent(file.name);
    const documents = await (await ask(`documents?name=${name}`, {headers: {'Content-Type': 'application/octet-stream'}, body})).json();
    const read = documents.filter((document) => !document.error);
    if (read.length === 1) {
      $('pasted').value = read[0].text;
      $('published').value = (read[0].published ?? '').slice(0, 10);
    }
    if (!read.length) throw new Error(documents[0]?.error ?? file.name);
    await readDocuments(read);
  });
}

function exportRows(format) {
  return busy(async () => {
    const answer = await ask(`events?format=${format}`, asJson({documents: asked}));
    download(await answer.blob(), `events.${format}`);
    say('');
  });
}
