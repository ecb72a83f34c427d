// Coordinates as people write and read them.

const E7 = 10_000_000;
const DIGITS = 6;

/** Returns `latitude, longitude` in degrees, as maps programs take them. */
export function coordinatesOf(place: { latitudeE7: number; longitudeE7: number }): string {
  const degrees = (value: number) => String(Number((value / E7).toFixed(DIGITS)));
  return `${degrees(place.latitudeE7)}, ${degrees(place.longitudeE7)}`;
}

/** Reads two numbers with a comma, a semicolon or a space between them; null when they are no place on earth. */
export function readCoordinates(text: string): { latitudeE7: number; longitudeE7: number } | null {
  const found = /^\s*\(?\s*([+-]?\d{1,3}(?:\.\d+)?)°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)°?\s*\)?\s*$/.exec(text);
  if (!found) return null;
  const latitude = Number(found[1]);
  const longitude = Number(found[2]);
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return { latitudeE7: Math.round(latitude * E7), longitudeE7: Math.round(longitude * E7) };
}
