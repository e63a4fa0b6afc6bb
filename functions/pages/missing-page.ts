import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';

/** The one page for every link that does not open: wrong, expired, meant for another page or leading to nothing, all alike. */
export const missingPage = (city: string): Html =>
  layout({
    site: `${city} 311`,
    language: 'en',
    title: 'This link does not open anything',
    content: html`<h1>This link does not open anything</h1>
      <p>It may be incomplete or too old. Open it again from the newest e-mail that you got, or copy it whole.</p>
      <p>You can also call 311 and give the number of the request.</p>
      <section lang="es">
        <h2>Este enlace no abre ninguna página</h2>
        <p>
          Puede estar incompleto o ser demasiado antiguo. Ábralo de nuevo desde el correo más reciente que recibió, o
          cópielo entero.
        </p>
        <p>También puede llamar al 311 y dar el número de la solicitud.</p>
      </section>`,
  });

/** The page for a form that is larger than any form of ours can be. */
export const tooLargePage = (city: string): Html =>
  layout({
    site: `${city} 311`,
    language: 'en',
    title: 'This was too long to be sent',
    content: html`<h1>This was too long to be sent</h1>
      <p>Nothing was saved. Go back and write less.</p>
      <p lang="es">No se guardó nada. Vuelva atrás y escriba menos.</p>`,
  });
