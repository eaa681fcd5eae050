import { describe, expect, it } from 'vitest';
import { CurlSyntaxError, parseCurl } from '../../src/curl/parse-curl.js';

const TOKEN = 'eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJpIn0.c2ln';

describe('Copy as cURL', () => {
  it('Chrome for bash', () => {
    const line = `curl 'https://api.example.com/products?page=2' \\
  -H 'accept: application/json' \\
  -H 'authorization: Bearer ${TOKEN}' \\
  -b 'session=1; theme=dark' \\
  -H $'x-note: it\\'s \\u0041' \\
  --data-raw '{"a":"b"}' \\
  --compressed`;
    expect(parseCurl(line)).toEqual({
      method: 'POST',
      url: 'https://api.example.com/products?page=2',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${TOKEN}`,
        cookie: 'session=1; theme=dark',
        'x-note': "it's A",
      },
    });
  });

  it('Chrome for cmd, every special character behind a caret', () => {
    const line = `curl ^"https://api.example.com/products?a=1^&b=2^" ^\r\n  -H ^"authorization: Bearer ${TOKEN}^" ^\r\n  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"130^\\^"^" ^\r\n  -X ^"PUT^"`;
    expect(parseCurl(line)).toEqual({
      method: 'PUT',
      url: 'https://api.example.com/products?a=1&b=2',
      headers: { authorization: `Bearer ${TOKEN}`, 'sec-ch-ua': '"Chromium";v="130"' },
    });
  });

  it('cmd in its older form, with quotes and a caret at the end of lines', () => {
    const line = `curl "https://api.example.com/" ^\n  -H "Authorization: Bearer ${TOKEN}" ^\n  --compressed`;
    expect(parseCurl(line).headers).toEqual({ authorization: `Bearer ${TOKEN}` });
  });

  it('Firefox and Safari put the method behind or in front of the address', () => {
    expect(parseCurl("curl 'https://a.example/' -X DELETE -H 'Accept: */*'").method).toBe('DELETE');
    expect(parseCurl("curl -X 'GET' \\\n'https://a.example/' \\\n-H 'Accept: */*'").url).toBe(
      'https://a.example/',
    );
  });

  it.each([
    ['curl -sSXPOST https://a.example/', 'POST', 'https://a.example/'],
    ['curl -I https://a.example/', 'HEAD', 'https://a.example/'],
    ['curl -o /dev/null -w "%{http_code}" a.example/x', 'GET', 'a.example/x'],
    ['curl --max-time 5 --request patch --url https://a.example/', 'PATCH', 'https://a.example/'],
    ['$ curl https://a.example/ | jq .', 'GET', 'https://a.example/'],
    ['curl -H"Authorization: Bearer x" https://a.example/ > out.json', 'GET', 'https://a.example/'],
  ])('%s', (line, method, url) => {
    expect(parseCurl(line)).toMatchObject({ method, url });
  });

  it('keeps a header that came twice as a list', () => {
    const { headers } = parseCurl(
      "curl -H 'Authorization: Bearer a' -H 'authorization: Bearer b' https://a.example/",
    );
    expect(headers['authorization']).toEqual(['Bearer a', 'Bearer b']);
  });

  it('an empty header, and one that curl takes away', () => {
    const { headers } = parseCurl("curl -H 'Authorization;' -H 'Accept:' https://a.example/");
    expect(headers).toEqual({ authorization: '' });
  });

  it('a header called __proto__ does nothing', () => {
    const { headers } = parseCurl("curl -H '__proto__: x' https://a.example/");
    expect(Object.getPrototypeOf(headers)).toBeNull();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([
    ['wget https://a.example/', /does not begin with curl/],
    ["curl 'https://a.example/", /not closed/],
    ['curl -H "a: b"', /no address/],
    ['fetch("https://a.example/", {})', /Copy as fetch/],
    ['Invoke-WebRequest -Uri "https://a.example/"', /Copy as PowerShell/],
  ])('refuses %s in words that hold nothing of it', (line, message) => {
    expect(() => parseCurl(line)).toThrow(CurlSyntaxError);
    expect(() => parseCurl(line)).toThrow(message);
  });
});
