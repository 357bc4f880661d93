// CloudFront Function, on viewer-response: browsers save a download under the name that the origin gives it.
function handler(event) {
  var headers = event.response.headers;
  // The server sends its own header; a bucket sends user-defined metadata.
  var name = headers['x-file-name'] || headers['x-amz-meta-file-name'];
  if (name) headers['content-disposition'] = { value: 'attachment; filename="' + name.value + '"' };
  return event.response;
}
