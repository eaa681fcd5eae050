import express from 'express';

const app = express();

app.get('/', (_request, response) => {
  response.send('A stock project');
});

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
