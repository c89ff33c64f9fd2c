import { residentText } from "../locales/resident.ts";
import { html } from "./html.ts";
import { bilingual, dangerLine, type PageFiles, residentPage } from "./page.ts";

const text = residentText.form;

/** Longest text of a report, in UTF-16 code units, and of a place. */
export const whatCharsMax = 2_000;
export const whereCharsMax = 100;
/** Of a phone number as it is typed. */
export const phoneCharsMax = 25;

/** The form on the wall: one thing to fill in, and the rest for who wants. */
export function formPage(
  { code, place, challenge }: { readonly code: string; readonly place: string; readonly challenge: string },
  files: PageFiles,
): string {
  const said = JSON.stringify({
    ...{ record: text.record, stop: text.stop, recorded: text.recorded },
    ...{ sending: text.sending, waiting: text.waiting, offline: text.offline, failed: text.failed },
    photoHint: text.photoHint,
  });
  return residentPage(
    residentText.of(place),
    files,
    html`<header><p class="name">${residentText.name}</p><h1>${place}</h1></header>
<main>${dangerLine()}
<noscript><p class="refused">${text.needsScript}</p></noscript>
<form id="report" method="post" action="/f/${code}" enctype="multipart/form-data" data-challenge="${challenge}" data-said="${said}">
<label for="what">${bilingual(text.what)}</label>
<textarea id="what" name="what" rows="4" maxlength="${whatCharsMax}" placeholder="${text.whatHint}"></textarea>
<label for="where">${bilingual(text.where)}</label>
<input id="where" name="where" value="${place}" maxlength="${whereCharsMax}" autocomplete="off" aria-describedby="where-hint">
<p class="hint" id="where-hint">${text.whereHint}</p>
<div class="attach">
<div class="pick"><input id="photo" name="photo" type="file" accept="image/jpeg,image/png,image/webp" multiple aria-describedby="photo-hint"><label for="photo">${bilingual(text.photo)}</label><p class="hint" id="photo-hint">${text.photoHint}</p></div>
<div class="pick"><button type="button" id="record" hidden>${text.record}</button><span id="voice-file"><input id="voice" name="voice" type="file" accept="audio/*" capture aria-describedby="voice-hint"><label for="voice">${bilingual(text.voice)}</label></span><p class="hint" id="voice-hint" role="status">${text.voiceHint}</p></div>
</div>
<label for="phone">${bilingual(text.phone)}</label>
<input id="phone" name="phone" type="tel" inputmode="tel" maxlength="${phoneCharsMax}" autocomplete="tel" aria-describedby="phone-hint">
<p class="hint" id="phone-hint">${text.phoneHint}</p>
<p class="tick"><input type="checkbox" id="for-other" name="forOther" value="yes"><label for="for-other">${bilingual(text.forOther)}</label></p>
<p id="said" role="status"></p>
<button type="submit" id="submit">${bilingual(text.submit)}</button>
<p class="hint">${text.promise}</p>
</form></main>`,
  );
}
