/** Characters a password has at least: shorter ones are found by trying, however they are stored. @see NIST SP 800-63B (2025), 3.1.1.2 */
export const PASSWORD_LENGTH_MIN = 12
