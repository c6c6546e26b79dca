/**
 * To be imported lazily: the package itself is CommonJS, of which a bundle can give out names only to a static import.
 */
export { parse as parseYaml } from 'yaml'
