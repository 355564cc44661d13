/** Under this name, which no column can have, a row carries the number of the call that declared its node; null: of none. */
export const ROW_UNIT = "$unit";
