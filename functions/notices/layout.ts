/** The HTML of every e-mail with places in double braces, made from layout.mjml by `npm run layout`. */
export const LAYOUT = `<!doctype html>
<html lang="{{language}}" dir="ltr" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<title>{{title}}</title>
<!--[if !mso]><!-->
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<!--<![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style type="text/css">
#outlook a { padding:0; }
body { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }
table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }
img { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }
p { display:block;margin:13px 0; }
</style>
<!--[if mso]>
<noscript>
<xml>
<o:OfficeDocumentSettings>
<o:AllowPNG/>
<o:PixelsPerInch>96</o:PixelsPerInch>
</o:OfficeDocumentSettings>
</xml>
</noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">
.mj-outlook-group-fix { width:100% !important; }
</style>
<![endif]-->
<style type="text/css">
@media only screen and (min-width:480px) {
.mj-column-per-100 { width:100% !important; max-width: 100%; }
}
</style>
<style media="screen and (min-width:480px)">
.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }
</style>
<style type="text/css">
:root {
color-scheme: light dark;
supported-color-schemes: light dark;
}
.page {
overflow-wrap: anywhere;
}
h1 {
font-size: 1.5em;
line-height: 1.25;
margin: 8px 0 16px;
}
h2 {
font-size: 1em;
margin: 24px 0 4px;
}
dl,
p {
margin: 16px 0;
}
dt {
font-weight: 600;
margin-top: 12px;
}
dd {
margin: 0;
}
ul {
margin: 0;
padding-left: 20px;
}
li {
margin: 4px 0;
}
.entries {
margin: 0;
padding-left: 28px;
}
.entries li {
margin: 8px 0 16px;
}
.entries a {
color: #0b3d6e;
display: block;
font-weight: 600;
padding: 10px 0;
}
.address {
word-break: break-all;
}
@media (prefers-color-scheme: dark) {
.page,
.page > div {
background: #121212 !important;
}
.letter div,
.letter a {
color: #f0f0f0 !important;
}
.small div,
.small a {
color: #c4c4c4 !important;
}
.action td {
background: #a8d0ff !important;
}
.action a {
background: #a8d0ff !important;
color: #0a1a2b !important;
}
}
</style>
<meta name="color-scheme" content="light dark" /> <meta name="supported-color-schemes" content="light dark" />
</head>
<body  class="page" style="word-spacing:normal;background-color:#ffffff;">
<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">{{preview}}</div>
<div
aria-roledescription="email" role="article" lang="{{language}}" dir="ltr" style="word-spacing:normal;background-color:#ffffff;"
>
<main>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="" role="presentation" style="width:632px;" width="632" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  style="margin:0px auto;max-width:632px;">
<table
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;"
>
<tbody>
<tr>
<td
style="direction:ltr;font-size:0px;padding:16px;text-align:center;"
>
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
<tr>
<td
align="left" class="letter" style="font-size:0px;padding:0;word-break:break-word;"
>
<div
style="font-family:system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif;font-size:{{text}};line-height:1.5;text-align:left;color:#1b1b1b;"
>{{letter}}</div>
</td>
</tr>
<tr>
<td
align="left" class="action" style="font-size:0px;padding:16px 0;word-break:break-word;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;"
>
<tbody>
<tr>
<td
align="center" bgcolor="#0b3d6e" role="presentation" style="border:none;border-radius:6px;cursor:auto;mso-padding-alt:14px 24px;background:#0b3d6e;" valign="middle"
>
<a
href="{{url}}" style="display:inline-block;background:#0b3d6e;color:#ffffff;font-family:system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif;font-size:{{text}};font-weight:600;line-height:120%;margin:0;text-decoration:none;text-transform:none;padding:14px 24px;mso-padding-alt:0px;border-radius:6px;" target="_blank"
>
{{action}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td
align="left" class="small" style="font-size:0px;padding:0;word-break:break-word;"
>
<div
style="font-family:system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif;font-size:{{small}};line-height:1.5;text-align:left;color:#4a4a4a;"
>{{foot}}</div>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</main>
</div>
</body>
</html>
`;
