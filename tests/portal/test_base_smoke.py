import pytest
from tests.factories import pages

pytestmark = pytest.mark.django_db

def test_smoke(portal_client):
    pages.site(); n=pages.notice(); p=pages.policy()
    for url in ["/","/notices/","/policies/","/rules/","/about/","/about/functions/","/sitemap/","/sitemap.xml","/robots.txt","/feeds/notices.xml","/topics/civilised-city/", n.url, p.url]:
        r=portal_client.get(url)
        assert r.status_code==200,(url,r.status_code)
