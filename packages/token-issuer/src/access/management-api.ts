/** Logto's own ids of the resource that the Management API is, and of its permission. */
export const MANAGEMENT_API_ID = 'management-api';
const MANAGEMENT_API = /^https:\/\/([a-z0-9-]+)\.logto\.app\/api$/;

/** Whether a resource is a Management API: `https://default.logto.app/api`, or a Cloud tenant's. */
export function isManagementApi(indicator: string): boolean {
  return MANAGEMENT_API.test(indicator);
}

/** The tenant in the indicator of a Management API, such as `default`. */
export function tenantOf(indicator: string): string {
  return MANAGEMENT_API.exec(indicator)?.[1] ?? 'default';
}
