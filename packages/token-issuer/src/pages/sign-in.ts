import { html } from 'local-pages';
import type { Html } from 'local-pages';
import { page } from './page.js';
import type { Page } from './page.js';

/** A user that one click signs in. */
export interface Choice {
  readonly id: string;
  readonly username: string;
  readonly name: string | undefined;
  readonly roles: readonly string[];
  readonly suspended: boolean;
}

/** What the sign-in page shows. */
export interface SignInParts {
  /** The application's name. */
  readonly application: string;
  /** Where the browser goes afterwards. */
  readonly redirectUri: string | undefined;
  /** What was typed before, or the request's `login_hint`. */
  readonly username: string;
  /** What went wrong, in one sentence. */
  readonly problem?: string;
  /** Whether it was what had been typed. */
  readonly mistyped: boolean;
  /** The users to choose from. */
  readonly choices: readonly Choice[];
}

/** The sign-in page: user name and password, and the seeded users to choose from. */
export function signInPage(status: number, parts: SignInParts): Page {
  const { application, redirectUri, username, problem, mistyped, choices } = parts;
  return page({
    status,
    title: problem === undefined ? 'Sign in' : 'Sign in: try again',
    formTargets: redirectUri === undefined ? [] : [redirectUri],
    content: html`<h1>Sign in</h1>
      <p class="soft">to continue to ${application}</p>
      ${problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
      ${passwordForm(username, mistyped)} ${choices.length === 0 ? undefined : chooser(choices)}
      <form method="post" class="apart">
        <button class="plain" type="submit" name="cancel" value="yes">Cancel</button>
      </form>`,
  });
}

function passwordForm(username: string, failed: boolean): Html {
  const described = failed ? html` aria-describedby="problem" aria-invalid="true"` : undefined;
  return html`<form method="post">
    <label for="username">Username</label>
    <input
      id="username"
      name="username"
      value="${username}"
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
      required${described}
    />
    <label for="password">Password</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete="current-password"
      required${described}
    />
    <button type="submit">Sign in</button>
  </form>`;
}

function chooser(choices: readonly Choice[]): Html {
  return html`<h2 id="choose">Or be one of the test users</h2>
    <form method="post">
      <ul class="choices" aria-labelledby="choose">
        ${choices.map(
          (choice) =>
            html`<li>
              <button class="plain user" type="submit" name="user" value="${choice.id}">
                <strong>${choice.name ?? choice.username}</strong>
                <span>${describe(choice)}</span>
              </button>
            </li>`,
        )}
      </ul>
    </form>`;
}

function describe({ username, roles, suspended }: Choice): string {
  const held = roles.length === 0 ? 'no role' : roles.join(', ');
  return `${username} · ${held}${suspended ? ' · suspended' : ''}`;
}
