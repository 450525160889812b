mod walking;
