// CloudFront Function, on viewer-request: viewers in these countries go to a site of their own.
var SITES = { AT: 'https://de.example.com', DE: 'https://de.example.com', FR: 'https://fr.example.com' };

function handler(event) {
  var country = event.request.headers['cloudfront-viewer-country'];
  var site = country && SITES[country.value];
  if (!site) return event.request;
  return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: site + event.request.uri } } };
}
