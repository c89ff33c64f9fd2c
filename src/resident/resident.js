/*
 * What the pages do in the browser: work for a proof, make photos small, record a voice note, hand everything in.
 * It is served as it stands, to phones from 2014 on: in the language of that year, with nothing the browser may lack unless it is asked first.
 */
(function () {
  "use strict";

  var fresh = document.querySelector("main[data-fresh]");
  if (fresh) {
    // What was just handed in or pressed shows once the house has listened for a while.
    setTimeout(function () {
      location.replace(location.pathname);
    }, 25000);
    return;
  }

  var form = document.getElementById("report");
  if (!form || !window.FormData || !window.JSON) return;
  var said = JSON.parse(form.getAttribute("data-said"));
  var sayAt = document.getElementById("said");
  var submit = document.getElementById("submit");
  var photo = document.getElementById("photo");
  var voiceBlob = null;
  var photos = [];

  function say(text, isTrouble) {
    sayAt.className = isTrouble ? "refused" : "done";
    sayAt.textContent = text;
  }

  // ── The proof of work: SHA-256 of "challenge.number" must begin with so many zero bits. Always one block of 64 bytes.

  var K = [];
  var H = [];
  (function () {
    var prime = 2;
    var found = 0;
    for (; found < 64; prime++) {
      var isPrime = true;
      for (var by = 2; by * by <= prime; by++) if (prime % by === 0) isPrime = false;
      if (!isPrime) continue;
      if (found < 8) H[found] = fraction(Math.pow(prime, 1 / 2));
      K[found++] = fraction(Math.pow(prime, 1 / 3));
    }
    function fraction(number) {
      return ((number - Math.floor(number)) * 4294967296) | 0;
    }
  })();

  var W = new Array(64);

  /** The first 32 bits of the hash of a text of at most 55 plain characters. */
  function firstBits(text) {
    var at;
    for (at = 0; at < 16; at++) W[at] = 0;
    for (at = 0; at < text.length; at++) W[at >> 2] |= text.charCodeAt(at) << (24 - (at & 3) * 8);
    W[at >> 2] |= 128 << (24 - (at & 3) * 8);
    W[15] = text.length * 8;
    for (at = 16; at < 64; at++) {
      var x = W[at - 15];
      var y = W[at - 2];
      var s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      var s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[at] = (W[at - 16] + s0 + W[at - 7] + s1) | 0;
    }
    var a = H[0];
    var b = H[1];
    var c = H[2];
    var d = H[3];
    var e = H[4];
    var f = H[5];
    var g = H[6];
    var h = H[7];
    for (at = 0; at < 64; at++) {
      var e1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      var t1 = (h + e1 + ((e & f) ^ (~e & g)) + K[at] + W[at]) | 0;
      var e0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      var t2 = (e0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    return (a + H[0]) >>> 0;
  }

  var proof = null;
  var waiting = null;

  /** Works in small bites while somebody writes, and is mostly done before they are. */
  function work(challenge) {
    proof = null;
    var below = Math.pow(2, 32 - Number(challenge.split(".")[1]));
    var number = 0;
    var began = Date.now();
    (function bite() {
      for (var until = Date.now() + 25; Date.now() < until; )
        for (var more = 0; more < 200; more++, number++)
          if (firstBits(challenge + "." + number) < below) {
            proof = challenge + "." + number;
            form.setAttribute("data-proof-ms", String(Date.now() - began));
            if (waiting) waiting();
            return;
          }
      setTimeout(bite, 5);
    })();
  }

  function whenProven(go) {
    waiting = function () {
      waiting = null;
      go();
    };
    if (proof) waiting();
  }

  /** A challenge that has grown old is asked for anew. */
  function workAnew(then) {
    var ask = new XMLHttpRequest();
    ask.open("GET", form.getAttribute("action") + "/challenge");
    ask.onload = function () {
      if (ask.status !== 200) return then(false);
      work(ask.responseText);
      then(true);
    };
    ask.onerror = function () {
      then(false);
    };
    ask.send();
  }

  work(form.getAttribute("data-challenge"));

  // ── Photos, made small where the browser can turn them the right way up.

  var sideMax = 1600;

  function shrink(file, done) {
    var image = new Image();
    var canvas = document.createElement("canvas");
    var turns = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image");
    if (!turns || !canvas.toBlob || !window.URL || !URL.createObjectURL) return done(file);
    image.onload = function () {
      var scale = Math.min(1, sideMax / Math.max(image.naturalWidth, image.naturalHeight));
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(image.src);
      canvas.toBlob(
        function (blob) {
          done(blob && blob.size < file.size ? blob : file);
        },
        "image/jpeg",
        0.8
      );
    };
    image.onerror = function () {
      done(file);
    };
    image.src = URL.createObjectURL(file);
  }

  photo.addEventListener("change", function () {
    var files = Array.prototype.slice.call(photo.files || [], 0, 3);
    var hint = document.getElementById("photo-hint");
    photos = [];
    hint.textContent = files.length === 0 ? said.photoHint : "✓ " + files.length;
    files.forEach(function (file, at) {
      photos[at] = file;
      shrink(file, function (small) {
        if (photos[at] === file) photos[at] = small;
      });
    });
  });

  // ── A voice note, recorded in the page where the browser can, else chosen as a file.

  (function () {
    var button = document.getElementById("record");
    var canRecord = window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
    var recorder = null;
    var chosen = document.getElementById("voice");
    chosen.addEventListener("change", function () {
      voiceBlob = chosen.files && chosen.files[0];
      if (voiceBlob) document.getElementById("voice-hint").textContent = "✓";
    });
    if (!canRecord) return;
    button.hidden = false;
    document.getElementById("voice-file").hidden = true;

    function fallBack() {
      button.hidden = true;
      document.getElementById("voice-file").hidden = false;
    }
    button.addEventListener("click", function () {
      if (recorder) return recorder.stop();
      navigator.mediaDevices.getUserMedia({ audio: true }).then(function (stream) {
        var pieces = [];
        recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24000 });
        recorder.ondataavailable = function (event) {
          pieces.push(event.data);
        };
        recorder.onstop = function () {
          voiceBlob = new Blob(pieces, { type: recorder.mimeType });
          recorder = null;
          stream.getTracks().forEach(function (track) {
            track.stop();
          });
          button.className = "";
          button.textContent = said.recorded;
        };
        recorder.start();
        button.className = "recording";
        button.textContent = said.stop;
        var mine = recorder;
        setTimeout(function () {
          if (recorder === mine) mine.stop();
        }, 60000);
      }, fallBack);
    });
  })();

  // ── Handing in. What was written stays until it has arrived.

  var triesMax = 20;

  function handIn(triesLeft) {
    var body = new FormData();
    body.append("what", document.getElementById("what").value);
    body.append("where", document.getElementById("where").value);
    body.append("phone", document.getElementById("phone").value);
    if (document.getElementById("for-other").checked) body.append("forOther", "yes");
    photos.forEach(function (file) {
      body.append("photo", file, "photo");
    });
    if (voiceBlob) body.append("voice", voiceBlob, "voice");

    var request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("x-linli-proof", proof);
    request.setRequestHeader("accept", "application/json");
    request.onload = function () {
      var answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch (_) {}
      if (request.status === 201) return location.replace(answer.link);
      if ((request.status === 429 || request.status >= 500) && triesLeft > 0) {
        say((answer.zh || said.waiting) + "。" + said.waiting);
        var seconds = Number(request.getResponseHeader("retry-after")) || 5;
        // Not all at the same second.
        return setTimeout(handIn, Math.min(seconds, 60) * 1000 + Math.random() * 3000, triesLeft - 1);
      }
      stop(answer.zh || said.failed);
      // The proof is used up or old: the next press needs another.
      if (answer.anew) workAnew(function () {});
    };
    request.onerror = function () {
      if (triesLeft <= 0) return stop(said.failed);
      say(said.offline);
      setTimeout(handIn, 4000, triesLeft - 1);
    };
    request.send(body);
  }

  function stop(text) {
    submit.disabled = false;
    say(text, true);
    sayAt.scrollIntoView();
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    say(said.sending);
    whenProven(function () {
      handIn(triesMax);
    });
  });
})();
