// CloudFront Function, on viewer-request and viewer-response: half of the viewers get /a/..., the others /b/..., and a cookie keeps it so.
function handler(event) {
  var request = event.request;
  var response = event.response;
  var cookie = request.cookies.variant;
  var variant = cookie && (cookie.value === 'a' || cookie.value === 'b') ? cookie.value : byAddress(event.viewer.ip);
  if (response) {
    response.cookies.variant = { value: variant, attributes: 'Path=/; Max-Age=86400' };
    return response;
  }
  request.uri = '/' + variant + request.uri;
  return request;
}

// Not by chance: both events of one request have to come to the same variant.
function byAddress(ip) {
  return ip.charCodeAt(ip.length - 1) % 2 ? 'a' : 'b';
}
