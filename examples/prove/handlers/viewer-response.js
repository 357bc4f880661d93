function handler(event) {
  const { response } = event;
  response.headers['x-prove-viewer-response'] = { value: 'ran' };
  return response;
}
