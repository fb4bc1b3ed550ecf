/** Where Prisma's own tools look. The database's address is given when they run: see packages/store. */
import { defineConfig } from 'prisma/config';

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
