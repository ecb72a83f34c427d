// Pictures of the demo, drawn by hand.

export type Drawing = "door" | "tram" | "diary" | "garden" | "cat";

const svg = (width: number, height: number, inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inside}</svg>`;

export const drawings: Record<Drawing, string> = {
  door: svg(
    1200,
    800,
    `<rect width="1200" height="800" fill="#c9dbe3"/><path d="M0 0h1200v60L900 130H310L0 70Z" fill="#b9cfd9"/><path d="M0 60 310 110v690H0Z" fill="#e2cba4"/><path d="M890 110 1200 40v760H890Z" fill="#d8bd90"/><path d="M310 110h580v690H310Z" fill="#efe0c6"/><rect x="340" y="230" width="90" height="130" fill="#7ea0b4"/><rect x="760" y="230" width="90" height="130" fill="#7ea0b4"/><path d="M480 800V400a110 110 0 0 1 220 0v400Z" fill="#2f5d86"/><path d="M505 770V410a85 85 0 0 1 170 0v360Z" fill="none" stroke="#24486a" stroke-width="8"/><circle cx="660" cy="600" r="11" fill="#e9c46a"/><path d="M768 690h104l-16 110h-72Z" fill="#9c4a2f"/><circle cx="820" cy="570" r="92" fill="#5d8a3c"/><circle cx="790" cy="540" r="15" fill="#f0b429"/><circle cx="850" cy="590" r="15" fill="#f0b429"/><circle cx="828" cy="505" r="15" fill="#f0b429"/><circle cx="775" cy="605" r="15" fill="#f0b429"/>`,
  ),
  tram: svg(
    720,
    1280,
    `<rect width="720" height="1280" fill="#f3d9b1"/><path d="M0 0h720v520L360 420 0 520Z" fill="#b7d3e0"/><path d="M0 420l220 120v740H0Z" fill="#e0a878"/><path d="M720 420 500 540v740h220Z" fill="#c98a5c"/><path d="M220 1280 320 760h80l100 520Z" fill="#8b857c"/><path d="M300 1280 340 760M420 1280 380 760" stroke="#4e4a45" stroke-width="7"/><rect x="235" y="640" width="250" height="340" rx="34" fill="#e2b21f"/><rect x="262" y="690" width="196" height="130" rx="12" fill="#33434d"/><rect x="235" y="850" width="250" height="40" fill="#fdf6e3"/><circle cx="290" cy="930" r="18" fill="#fff6cf"/><circle cx="430" cy="930" r="18" fill="#fff6cf"/><text x="360" y="672" font-family="sans-serif" font-size="34" font-weight="700" text-anchor="middle" fill="#33434d">15</text>`,
  ),
  diary: svg(
    900,
    1200,
    `<rect width="900" height="1200" fill="#b9a488"/><rect x="90" y="80" width="720" height="1040" rx="10" fill="#fbf7ee"/><g stroke="#cdd9e2" stroke-width="4">${Array.from({ length: 15 }, (_, i) => `<path d="M140 ${250 + i * 56}h620"/>`).join("")}</g><g fill="none" stroke="#2d4b73" stroke-width="6" stroke-linecap="round"><path d="M150 160c40-50 60 40 100 0s60 30 110-10 80 30 130 0"/>${Array.from({ length: 8 }, (_, i) => `<path d="M150 ${236 + i * 112}c30-30 50 26 90 0s70 20 110-8 90 22 ${120 + ((i * 53) % 150)} 2"/>`).join("")}</g>`,
  ),
  garden: svg(
    1000,
    1000,
    `<rect width="1000" height="1000" fill="#bfe0ea"/><circle cx="780" cy="210" r="90" fill="#f7d774"/><path d="M0 520q250-130 500 0t500-20v500H0Z" fill="#8dbb6a"/><path d="M0 680q300-120 620 10t380-20v330H0Z" fill="#5f9750"/><path d="M470 1000q40-200 10-330h60q-20 140 40 330Z" fill="#d8c39a"/><circle cx="250" cy="560" r="120" fill="#3f7a46"/><rect x="236" y="640" width="28" height="140" fill="#6b4a30"/><circle cx="720" cy="600" r="90" fill="#4a8650"/><rect x="708" y="670" width="24" height="110" fill="#6b4a30"/>`,
  ),
  cat: svg(
    512,
    512,
    `<path d="M110 190 130 60l96 70h60l96-70 20 130c40 60 40 250-146 250S70 250 110 190Z" fill="#f0a64f" stroke="#fff" stroke-width="22" stroke-linejoin="round"/><path d="M110 190 130 60l96 70h60l96-70 20 130c40 60 40 250-146 250S70 250 110 190Z" fill="#f0a64f"/><circle cx="190" cy="250" r="22" fill="#3b2a1a"/><circle cx="322" cy="250" r="22" fill="#3b2a1a"/><path d="M256 292l-16-14h32Z" fill="#c2543e"/><path d="M256 292v22m0 0c-16 26-46 22-52 4m52-4c16 26 46 22 52 4" fill="none" stroke="#3b2a1a" stroke-width="9" stroke-linecap="round"/><path d="M120 300l-60-12m62 36-60 12m328-36 60-12m-62 36 60 12" stroke="#3b2a1a" stroke-width="6" stroke-linecap="round"/>`,
  ),
};
